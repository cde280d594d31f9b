/** Which end of a dependency counts as a fit: its success, its failure, or any end at all. */
export type DependencyTrigger = 'success' | 'failure' | 'settled'

/**
 * What happens to a task when one of its groups can no longer be satisfied.
 * `inherit` follows what stopped the group: failure fails the task, cancellation cancels it, a skip skips it.
 */
export type ImpossiblePolicy = 'inherit' | 'fail' | 'cancel' | 'skip'

/**
 * How the results of a group reach the handler: `one` value (`direct`), all of `many` (`allOf`),
 * the first of `any` (`anyOf`), or the first n of `some` (`someOf`).
 */
export type DependencyKind = 'one' | 'many' | 'any' | 'some'

/** A dependency group as it is stored with a task: `need` of its `count` dependencies must fit `on`. */
export interface StoredGroup {
  readonly name: string
  readonly kind: DependencyKind
  readonly need: number
  readonly count: number
  readonly on: DependencyTrigger
  readonly optional: boolean
  readonly onImpossible: ImpossiblePolicy
}
