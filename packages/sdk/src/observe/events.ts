import type { SettledState, TaskState } from '../document/states.ts'
import type { DagOutcome } from '../document/task-document.ts'

/** What every event of a task says. */
export interface TaskEventFacts {
  readonly id: string
  /** The name of the definition. */
  readonly name: string
  readonly dagId: string
  /** When it happened, by the server's clock as far as it is known. */
  readonly at: Date
}

/** A task was pushed: everybody can see it. */
export interface TaskPushed extends TaskEventFacts {
  readonly kind: 'pushed'
  readonly state: 'CREATED'
}

/** A task became ready after it had waited: for its dependencies, its time, or the end of a pause. */
export interface TaskReady extends TaskEventFacts {
  readonly kind: 'ready'
  readonly state: 'CREATED'
}

/** An attempt began. */
export interface TaskClaimed extends TaskEventFacts {
  readonly kind: 'claimed'
  readonly state: 'RUNNING'
  readonly attempt: number
}

/** A running task said how far it is. */
export interface TaskProgressed extends TaskEventFacts {
  readonly kind: 'progressed'
  readonly state: 'RUNNING'
  readonly progress: { readonly fraction: number; readonly message?: string }
}

/** A task was put back unsettled: given back, or to be tried again. */
export interface TaskReturned extends TaskEventFacts {
  readonly kind: 'returned'
  readonly state: 'CREATED'
  /** When the next attempt may begin; absent when it may at once. */
  readonly dueAt?: Date
}

/** A task was taken from a worker that died or fell silent, and is ready again. */
export interface TaskRecovered extends TaskEventFacts {
  readonly kind: 'recovered'
  readonly state: 'CREATED'
  /** How often that happened to it. */
  readonly recoveries: number
}

/** A task has ended. */
export interface TaskSettled extends TaskEventFacts {
  readonly kind: 'settled'
  readonly state: SettledState
}

/** A task was deleted; what it was is not always known any more. */
export interface TaskDeleted
  extends Pick<TaskEventFacts, 'id' | 'at'>, Partial<Pick<TaskEventFacts, 'name' | 'dagId'>> {
  readonly kind: 'deleted'
}

/** Something else about a task changed: a hold, its priority, its expiry, a reset. */
export interface TaskChanged extends TaskEventFacts {
  readonly kind: 'changed'
  readonly state: TaskState
}

/** Every task of a DAG has settled. */
export interface DagFinished {
  readonly kind: 'dagFinished'
  readonly dagId: string
  readonly outcome: DagOutcome
  /** How many tasks ended how. */
  readonly counts: Readonly<Partial<Record<TaskState, number>>>
  readonly at: Date
}

/** Events were lost: read anew what you care about. */
export interface EventsMissed {
  readonly kind: 'missed'
  /** Why: the reader was slower than its buffer, or the server no longer had them. */
  readonly reason: 'slow reader' | 'interrupted'
  readonly at: Date
}

/** Every event of a feed. */
export type LoomEvent =
  | TaskPushed
  | TaskReady
  | TaskClaimed
  | TaskProgressed
  | TaskReturned
  | TaskRecovered
  | TaskSettled
  | TaskDeleted
  | TaskChanged
  | DagFinished
  | EventsMissed

export type EventKind = LoomEvent['kind']

/** The event of a kind. */
export type EventOf<Kind extends EventKind> = Extract<LoomEvent, { readonly kind: Kind }>

/** What `on` can listen to: what a process knows of itself, without asking its database. */
export type LocalEventKind = Exclude<EventKind, 'ready' | 'changed' | 'missed'>

export const localEventKinds: readonly LocalEventKind[] = [
  'pushed',
  'claimed',
  'progressed',
  'returned',
  'recovered',
  'settled',
  'deleted',
  'dagFinished',
]

export const eventKinds: readonly EventKind[] = [...localEventKinds, 'ready', 'changed', 'missed']
