import type { AnyTaskDefinition, definitionTypes } from './any-task-definition.ts'
import type { HandlerContext } from './handler.ts'
import type { InTransaction } from './session.ts'

/** Options of `fail`. */
export interface FailOptions extends InTransaction {
  /**
   * Whether the failure ends the task, whatever attempts are left.
   * @defaultValue false
   */
  readonly final?: boolean
}

/**
 * A task that was popped: this process holds it until it is finished, failed or given back.
 * With `await using`, a task that was not settled by the end of its block is given back.
 */
export interface ClaimedTask<
  Payload = unknown,
  Dependencies = unknown,
  Name extends string = string,
  ResultInput = unknown,
>
  extends HandlerContext<Payload, Dependencies, Name>, AsyncDisposable {
  /**
   * Settles the task with its result.
   * @throws TaskloomError `INVALID_RESULT` when the result does not fit its schema.
   * In a transaction it becomes final with its commit, and until then the task is neither held nor settled.
   * @throws LeaseLost when the task is no longer held; nothing was changed.
   */
  finish(result: ResultInput, options?: InTransaction): Promise<void>
  /**
   * Ends the attempt with an error; the task is tried again while it has attempts left.
   * @throws LeaseLost when the task is no longer held; nothing was changed.
   */
  fail(error: unknown, options?: FailOptions): Promise<void>
  /**
   * Settles the task as `SKIPPED`, with the reason: it need not run. Its dependents follow the rule for skipped
   * dependencies.
   * @throws LeaseLost when the task is no longer held; nothing was changed.
   */
  skip(reason: string): Promise<void>
}

/** The claimed task of a definition. Of a union of definitions it is a union that narrows on `name`. */
export type ClaimedTaskOf<Definition extends AnyTaskDefinition> = Definition extends {
  readonly name: infer Name extends string
  readonly [definitionTypes]: {
    readonly payload: infer Payload
    readonly dependencies: infer Dependencies
    readonly resultInput: infer ResultInput
  }
}
  ? ClaimedTask<Payload, Dependencies, Name, ResultInput>
  : never
