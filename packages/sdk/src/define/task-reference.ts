/** The result that a reference promises; it exists in the types alone. */
declare const promisedResult: unique symbol

/**
 * A task that may be depended on, known by its id and the name of its definition.
 * Made by `Task.id('…')`; every node is one too.
 */
export interface TaskReference<Name extends string = string, Result = unknown> {
  readonly id: string
  readonly name: Name
  readonly [promisedResult]: Result
}
