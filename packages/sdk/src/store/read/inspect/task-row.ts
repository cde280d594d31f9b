import type { TaskDocument } from '../../../document/task-document.ts'
import { viewStateOf } from '../../../document/view-state.ts'
import type { TaskRow } from './task-shapes.ts'

/** The fields of a task that a row is made of. */
export const rowFields = {
  dagId: 1,
  name: 1,
  state: 1,
  priority: 1,
  revision: 1,
  ready: 1,
  holds: 1,
  dueAt: 1,
  attempt: 1,
  'retry.attempts': 1,
  recoveries: 1,
  rootCause: 1,
  'lease.until': 1,
  'lease.owner': 1,
  progress: 1,
  'error.message': 1,
  createdAt: 1,
  startedAt: 1,
  settledAt: 1,
  updatedAt: 1,
  expiresAt: 1,
} as const

/** What `rowFields` leave of a task. */
export type RowDocument = Omit<
  Pick<
    TaskDocument,
    | '_id'
    | 'dagId'
    | 'name'
    | 'state'
    | 'priority'
    | 'revision'
    | 'ready'
    | 'holds'
    | 'dueAt'
    | 'attempt'
    | 'recoveries'
    | 'rootCause'
    | 'progress'
    | 'createdAt'
    | 'startedAt'
    | 'settledAt'
    | 'updatedAt'
    | 'expiresAt'
  >,
  never
> & {
  readonly retry?: { readonly attempts: number }
  readonly lease?: { readonly until: Date; readonly owner: string }
  readonly error?: { readonly message: string }
}

/** How much of a message is shown in a row. */
const longestError = 200

export function toTaskRow(task: RowDocument, pausedNames: ReadonlySet<string>): TaskRow {
  const { dueAt, startedAt, settledAt, lease, progress, error } = task
  return {
    id: task._id,
    dagId: task.dagId,
    name: task.name,
    view: viewStateOf(task, pausedNames),
    priority: task.priority,
    revision: task.revision,
    attempt: task.attempt,
    attempts: task.retry?.attempts ?? 1,
    recoveries: task.recoveries,
    createdAt: task.createdAt.getTime(),
    ...time('dueAt', dueAt),
    ...time('startedAt', startedAt),
    ...time('settledAt', settledAt),
    updatedAt: task.updatedAt.getTime(),
    expiresAt: task.expiresAt.getTime(),
    ...time('leaseUntil', lease?.until),
    ...(lease === undefined ? {} : { owner: lease.owner }),
    ...(progress === undefined ? {} : { progress: toProgress(progress) }),
    ...(error === undefined ? {} : { error: firstLine(error.message) }),
  }
}

function toProgress({ fraction, message }: NonNullable<TaskDocument['progress']>): TaskRow['progress'] & {} {
  return message === undefined ? { fraction } : { fraction, message }
}

/** The first line of a message, cut to what fits a row. */
export function firstLine(message: string): string {
  const line = message.split('\n', 1)[0] ?? ''
  return line.length <= longestError ? line : `${line.slice(0, longestError)}…`
}

function time<Name extends string>(name: Name, at: Date | undefined): { [Key in Name]?: number } {
  return (at === undefined ? {} : { [name]: at.getTime() }) as { [Key in Name]?: number }
}
