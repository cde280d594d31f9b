import type { AnyTaskDefinition, Loom, StoredTask, TaskNode } from '@taskloom/sdk'
import { fromExtendedJson, pushCopy } from '@taskloom/sdk/inspect'

import { Problem } from '../http/problem.ts'
import { withheld } from '../security/redact.ts'
import type { ActionWork } from './action-work.ts'

/** Makes a node; what a definition does when it is called. */
type Factory = (payload: unknown, options: object) => TaskNode

/**
 * Pushes a copy of a task, with another payload if one is given. It depends on what the task depended on, as far
 * as that still exists, and is checked by the schema of its definition, if that is known here.
 */
export async function cloneAndRun({ open: { loom }, job, request, definitions }: ActionWork): Promise<void> {
  const id = 'tasks' in request.target ? (request.target.tasks[0] ?? '') : ''
  const task = await loom.get(id)
  if (task === undefined) return job.refuse(id, 'not found')
  const { payload: given } = request.options
  const payload = given === undefined ? task.payload : readPayload(given)
  if (job.signal.aborted) return job.cutShort()
  const definition = definitions.find(({ name }) => name === task.name)
  const created =
    definition === undefined
      ? await pushCopy(loom, id, { payload })
      : await pushNode({ loom, definition, task, payload })
  if (created === undefined) return job.refuse(id, 'not found')
  job.create(created)
  job.note('changed')
  job.progress(1, 1)
}

interface Copy {
  readonly loom: Loom
  readonly definition: AnyTaskDefinition
  readonly task: StoredTask
  readonly payload: unknown
}

async function pushNode({ loom, definition, task, payload }: Copy): Promise<string> {
  const dependsOn = dependenciesOf(definition, task)
  const node = (definition as unknown as Factory)(payload, { priority: task.priority, dependsOn })
  await loom.push(node)
  return node.id
}

/** @throws Problem `INVALID_REQUEST` */
function readPayload(given: unknown): unknown {
  if (JSON.stringify(given).includes(withheld))
    throw new Problem('INVALID_REQUEST', `The payload holds values that were withheld (${withheld}).`)
  try {
    return fromExtendedJson(given)
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it cannot be read'
    throw new Problem('INVALID_REQUEST', `The payload is no Extended JSON: ${reason}.`)
  }
}

/** The same tasks as before, by group: one where the group takes one, else a list. */
function dependenciesOf(definition: AnyTaskDefinition, { dependencies }: StoredTask): object {
  const groups = definition.groups.map(({ name, kind, target }) => {
    const tasks = dependencies.filter(({ group }) => group === name).map(({ id }) => target.id(id))
    return [name, kind === 'one' ? tasks[0] : tasks] as const
  })
  return Object.fromEntries(groups.filter(([, tasks]) => tasks !== undefined))
}
