import type { AnyTaskDefinition, definitionTypes } from '../define/any-task-definition.ts'
import type { TaskFailure } from '../define/dependency-values.ts'
import type { Priority } from '../document/priority.ts'
import type { TaskState } from '../document/states.ts'
import type { LoadedTask } from '../store/read/find-tasks.ts'

/** Why a task that has not started does not run. */
export type WaitingFor = 'worker' | 'dependencies' | 'time' | 'hold'

/** A task as it is stored, for reading. */
export interface StoredTask<Name extends string = string, Payload = unknown, Result = unknown> {
  readonly id: string
  readonly name: Name
  readonly dagId: string
  readonly state: TaskState
  /** Present while the task is `CREATED`. */
  readonly waitingFor?: WaitingFor
  readonly priority: Priority
  /** The payload as it was given. */
  readonly payload: Payload
  /** The result as it was returned; present on a finished task that has one. */
  readonly result?: Result
  /** Present on a task that failed, expired, or was ended by what it depends on. */
  readonly error?: TaskFailure
  /** The errors of earlier attempts, the last ten of them. */
  readonly errors?: readonly (TaskFailure & { readonly attempt: number; readonly at: Date })[]
  /** When the task may start at the earliest: after a delay, or before the next attempt. */
  readonly dueAt?: Date
  /** The id of the first task up the graph that made this one impossible. */
  readonly rootCause?: string
  readonly progress?: { readonly fraction: number; readonly message?: string }
  readonly dependencies: readonly { readonly group: string; readonly id: string }[]
  /** How many attempts were started. */
  readonly attempt: number
  /** How often it was taken from a worker whose lease ran out. */
  readonly recoveries: number
  readonly createdAt: Date
  /** When it became ready, before the attempt that began at `startedAt`. */
  readonly readyAt?: Date
  readonly startedAt?: Date
  readonly settledAt?: Date
  readonly expiresAt: Date
}

/** The stored tasks of a definition. */
export type StoredTaskOf<Definition extends AnyTaskDefinition> = Definition extends {
  readonly name: infer Name extends string
  readonly [definitionTypes]: { readonly input: infer Payload; readonly resultInput: infer Result }
}
  ? StoredTask<Name, Payload, Result>
  : StoredTask

export function toStoredTask(task: LoadedTask): StoredTask {
  const { result, error, errors, dueAt, rootCause, progress, readyAt, startedAt, settledAt } = task
  return {
    id: task._id,
    name: task.name,
    dagId: task.dagId,
    state: task.state as TaskState,
    ...given({ waitingFor: waitingFor(task) }),
    priority: task.priority,
    payload: task.payload,
    ...given({ result, error, errors, dueAt, rootCause, progress }),
    dependencies: task.dependencies.map(({ group, id }) => ({ group, id })),
    attempt: task.attempt,
    recoveries: task.recoveries,
    createdAt: task.createdAt,
    ...given({ readyAt, startedAt, settledAt }),
    expiresAt: task.expiresAt,
  }
}

function waitingFor({ state, ready, holds, dueAt }: LoadedTask): WaitingFor | undefined {
  if (state !== 'CREATED') return undefined
  if (ready === true) return 'worker'
  if ((holds ?? []).length > 0) return 'hold'
  return dueAt === undefined ? 'dependencies' : 'time'
}

type Given<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> }

function given<Fields extends object>(fields: Fields): Given<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Given<Fields>
}
