import type { SettledState, StoredState, TaskState } from '../document/states.ts'
import type { DagDocument, TaskDocument } from '../document/task-document.ts'
import { outcomeOf } from '../store/operations/close-dags.ts'
import type { ChangedTask } from '../store/read/changed-since.ts'
import type { NamedTask } from '../store/read/named-tasks.ts'
import type { DagFinished, EventKind, LoomEvent } from './events.ts'

type TaskEventKind = Exclude<EventKind, 'dagFinished' | 'missed'>

/** What is known of a task that changed: the changed fields, and what else was found out. */
export interface TaskFacts extends Partial<Pick<TaskDocument, FactField>> {
  readonly _id: string
}

type FactField = 'state' | 'attempt' | 'recoveries' | 'dueAt' | 'progress' | 'updatedAt'

/** What a change of a task was, told by the fields that it changed. */
export function kindOfChange({ state, progress, ready, ...fields }: Partial<TaskDocument>): TaskEventKind {
  if (state === undefined) {
    if (progress !== undefined) return 'progressed'
    return ready === true ? 'ready' : 'changed'
  }
  if (state !== 'CREATED') return kindOfState(state)
  if (fields.resetAt !== undefined) return 'changed'
  if (fields.open === true) return 'pushed'
  if (fields.recoveries !== undefined) return 'recovered'
  return fields.revision === undefined ? 'returned' : 'changed'
}

type StoredFacts = Partial<Pick<ChangedTask, 'state' | 'groups' | FactOfWaiting>>

type FactOfWaiting = 'ready' | 'progress' | 'attempt' | 'recoveries' | 'dueAt' | 'resetAt'

/** What happened to a task last, as far as the task as it is stored tells. */
export function kindOfTask({ state = 'CREATED', progress, ...task }: StoredFacts): TaskEventKind {
  if (state === 'RUNNING') return progress === undefined ? 'claimed' : 'progressed'
  return state === 'CREATED' ? kindOfWaiting(task) : kindOfState(state)
}

function kindOfWaiting(task: StoredFacts): TaskEventKind {
  const { attempt = 0, recoveries = 0, dueAt } = task
  if (attempt === 0) return kindOfFresh(task)
  return recoveries > 0 && dueAt === undefined ? 'recovered' : 'returned'
}

function kindOfFresh({ ready, resetAt, groups = [] }: StoredFacts): TaskEventKind {
  if (resetAt !== undefined) return ready === true ? 'ready' : 'changed'
  return ready === true && groups.some(({ count }) => count > 0) ? 'ready' : 'pushed'
}

function kindOfState(state: StoredState): TaskEventKind {
  if (state === 'RUNNING') return 'claimed'
  return state === 'DELETED' ? 'deleted' : 'settled'
}

/** Makes the event; undefined where too little is known, since the task has been removed meanwhile. */
export function toTaskEvent(
  kind: TaskEventKind,
  task: TaskFacts,
  named: NamedTask | undefined,
): LoomEvent | undefined {
  const at = task.updatedAt ?? new Date(0)
  if (kind === 'deleted')
    return { kind, id: task._id, at, ...(named && { name: named.name, dagId: named.dagId }) }
  if (named === undefined) return undefined
  const facts = { id: task._id, name: named.name, dagId: named.dagId, at }
  return { ...facts, ...details[kind](task, named.state) } as LoomEvent
}

/** What each kind says besides. */
const details: {
  readonly [Kind in Exclude<TaskEventKind, 'deleted'>]: (task: TaskFacts, state: StoredState) => object
} = {
  pushed: () => ({ kind: 'pushed', state: 'CREATED' }),
  ready: () => ({ kind: 'ready', state: 'CREATED' }),
  claimed: ({ attempt }) => ({ kind: 'claimed', state: 'RUNNING', attempt }),
  progressed: ({ progress }) => ({ kind: 'progressed', state: 'RUNNING', progress }),
  returned: ({ dueAt }) => ({
    kind: 'returned',
    state: 'CREATED',
    ...(dueAt === undefined ? {} : { dueAt }),
  }),
  recovered: ({ recoveries }) => ({ kind: 'recovered', state: 'CREATED', recoveries }),
  settled: ({ state }) => ({ kind: 'settled', state: state as SettledState }),
  changed: ({ state }, found) => ({ kind: 'changed', state: (state ?? found) as TaskState }),
}

/** The end of a DAG, from its record. */
export function toDagFinished(
  dagId: string,
  { outcome, counts = {}, finishedAt }: Partial<DagDocument>,
): DagFinished {
  return {
    kind: 'dagFinished',
    dagId,
    outcome: outcome ?? outcomeOf(counts),
    counts,
    at: finishedAt ?? new Date(0),
  }
}

/** A push of one node is a DAG without a record: its end is that of its task. */
export function endOfSingle(event: LoomEvent): DagFinished[] {
  if (event.kind !== 'settled' || event.dagId !== event.id) return []
  const counts = { [event.state]: 1 }
  return [{ kind: 'dagFinished', dagId: event.dagId, outcome: outcomeOf(counts), counts, at: event.at }]
}

/** An event, and the end of the DAG that it may be: of a push of one node that has pushed nothing itself. */
export function withEndOfSingle(
  event: LoomEvent | undefined,
  growths: TaskDocument['growths'] = [],
): LoomEvent[] {
  if (event === undefined) return []
  return growths.length > 0 ? [event] : [event, ...endOfSingle(event)]
}
