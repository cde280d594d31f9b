import { decodeKeys } from '../define/stored-keys.ts'
import type { TaskDocument } from '../document/task-document.ts'
import { whereVisible } from '../document/transitions.ts'
import { explain } from '../run/explanation.ts'
import { readContents } from '../store/read/contents.ts'
import { readTaskFacts, type TaskFacts } from '../store/read/explain-task.ts'
import { readDependencies } from '../store/read/inspect/dependency-results.ts'
import { toExtendedJson } from '../store/read/inspect/extended-json.ts'
import { readDependents } from '../store/read/inspect/neighbours.ts'
import { readTaskRows } from '../store/read/inspect/read-rows.ts'
import type { Reader } from '../store/read/inspect/reader.ts'
import { happeningsOf, lifeOf, waitedFor, type LastDependency } from '../store/read/inspect/task-life.ts'
import { toTaskRow } from '../store/read/inspect/task-row.ts'
import type { DependencyNeighbour, TaskDetail, TaskHappening } from '../store/read/inspect/task-shapes.ts'

/** Reads everything about one task, its values if they are asked for; undefined when there is none (any more). */
export async function readTask(
  reader: Reader,
  id: string,
  hasValues: boolean,
): Promise<TaskDetail | undefined> {
  const facts = await readTaskFacts(reader.store, id)
  if (facts === undefined) return undefined
  const { task } = facts
  const [pausedNames, payload, result, dependencies, { dependents, total }, rootCause] = await Promise.all([
    reader.pausedNames(),
    hasValues ? readValue(reader, task, 'payload') : undefined,
    hasValues ? readValue(reader, task, 'result') : undefined,
    readDependencies(reader, task, hasValues),
    readDependents(reader, id),
    readRootCause(reader, task),
  ])
  const waited = waitedFor(task, lastOf(task, dependencies))
  return {
    task: toTaskRow(task, pausedNames),
    payload,
    ...(result === undefined ? {} : { result }),
    ...(task.error === undefined ? {} : { failure: task.error }),
    ...(task.fingerprint === undefined ? {} : { fingerprint: task.fingerprint }),
    attempts: (task.errors ?? []).map(toAttempt),
    ...(rootCause === undefined ? {} : { rootCause }),
    groups: groupsOf(facts),
    explanation: explain(facts).summary,
    ...(waited === undefined ? {} : { waited }),
    timeline: lifeOf(task, pausedNames),
    dependencies,
    dependents,
    dependentsTotal: total,
    purgeAt: task.purgeAt.getTime(),
  }
}

function toAttempt({
  attempt,
  at,
  code,
  name,
  message,
  stack,
  cause,
}: NonNullable<TaskDocument['errors']>[number]): TaskDetail['attempts'][number] {
  const error = {
    code,
    name,
    message,
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined ? {} : { cause }),
  }
  return { attempt, at: at.getTime(), error }
}

/** Reads what happened to a task; undefined when there is none (any more). */
export async function readTaskEvents(reader: Reader, id: string): Promise<TaskHappening[] | undefined> {
  const task = await reader.store.tasks.findOne({ _id: id, ...whereVisible }, reader.options)
  return task === null ? undefined : happeningsOf(task, await reader.pausedNames())
}

async function readValue(
  { store }: Reader,
  task: TaskDocument,
  kind: 'payload' | 'result',
): Promise<unknown> {
  const isApart = (kind === 'payload' ? task.payloadIn : task.resultIn) === 'contents'
  const value = isApart ? (await readContents(store, kind, [task])).get(task._id) : decodeKeys(task[kind])
  return toExtendedJson(value)
}

async function readRootCause(reader: Reader, { rootCause }: TaskDocument): Promise<TaskDetail['rootCause']> {
  if (rootCause === undefined) return undefined
  const [row] = await readTaskRows(reader, [rootCause])
  return row === undefined ? { id: rootCause } : { id: rootCause, name: row.name }
}

function groupsOf({ groups }: TaskFacts): TaskDetail['groups'] {
  return groups.map(({ group, verdict }) => ({ ...group, verdict }))
}

/** The dependency that a task waited for to the end. */
function lastOf(
  { startedAt }: TaskDocument,
  dependencies: readonly DependencyNeighbour[],
): LastDependency | undefined {
  const settled = dependencies.flatMap(({ task }) =>
    task?.settledAt !== undefined && task.settledAt <= (startedAt?.getTime() ?? 0)
      ? [{ id: task.id, name: task.name, settledAt: task.settledAt }]
      : [],
  )
  return settled.toSorted((one, other) => other.settledAt - one.settledAt)[0]
}
