/** Every code that an error of Taskloom can carry. Branch on the code; the message is for people. */
export type TaskloomErrorCode =
  | 'INVALID_DEFINITION'
  | 'INVALID_OPTION'
  | 'INVALID_DEPENDENCY'
  | 'INVALID_PAYLOAD'
  | 'INVALID_RESULT'
  | 'VALUE_NOT_STORABLE'
  | 'VALUE_TOO_LARGE'
  | 'DUPLICATE_NAME'
  | 'CYCLE'
  | 'DEPENDENCY_NOT_FOUND'
  | 'TOO_MANY_DEPENDENCIES'
  | 'PUSH_ABORTED'
  | 'TASK_NOT_FOUND'
  | 'TRANSITION_REFUSED'
  | 'LEASE_LOST'
  | 'INVALID_CURSOR'
  | 'SORT_NOT_OFFERED'
  | 'TIMEOUT'
  | 'TRANSACTIONS_UNAVAILABLE'
  | 'TRANSACTION_TOO_LARGE'
  | 'LOOM_CLOSED'
  | 'CONNECTION_FAILED'

/**
 * The base of every error that Taskloom throws.
 * `code` says which rule was broken, `details` names the things at fault, as data.
 */
export class TaskloomError extends Error {
  override readonly name: string = 'TaskloomError'
  readonly code: TaskloomErrorCode
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    code: TaskloomErrorCode,
    message: string,
    options: { readonly details?: Readonly<Record<string, unknown>>; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.details = options.details ?? {}
  }
}

/** Thrown when a claim no longer holds its task: the lease ran out, or the task was deleted, cancelled or expired. */
export class LeaseLost extends TaskloomError {
  override readonly name = 'LeaseLost'

  constructor(task: { readonly id: string; readonly name: string }, attempt: number) {
    super(
      'LEASE_LOST',
      `Task \`${task.name}\` (${task.id}) is no longer held by attempt ${attempt}: its lease ran out, or it was deleted, cancelled or expired. Nothing was changed.`,
      { details: { id: task.id, task: task.name, attempt } },
    )
  }
}
