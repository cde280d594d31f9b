import type { DependencyKind, DependencyTrigger, ImpossiblePolicy } from '../document/dependency-group.ts'
import type { AnyTaskDefinition, definitionTypes } from './any-task-definition.ts'
import { brand } from './brand.ts'
import type { Itself } from './itself.ts'
import type { TaskReference } from './task-reference.ts'

/** What a group is made of in the types: a reference to its dependencies, or `itself`. */
export declare const groupTarget: unique symbol

/** What a dependency group may point at: a task definition, or `itself`. */
export type GroupTarget = AnyTaskDefinition | Itself

/** A dependency group of any types. */
export interface AnyDependencyGroup {
  readonly kind: DependencyKind
  readonly target: GroupTarget
  readonly need: number | 'all'
  readonly on: DependencyTrigger
  readonly optional: boolean
  readonly onImpossible: ImpossiblePolicy
  readonly [groupTarget]: unknown
}

/** A dependency group of a definition. Made by `direct`, `allOf`, `anyOf`, `someOf` and `optional`. */
export interface DependencyGroup<
  Kind extends DependencyKind,
  Target,
  On extends DependencyTrigger,
  Optional extends boolean,
> extends AnyDependencyGroup {
  readonly kind: Kind
  readonly on: On
  readonly optional: Optional
  readonly [groupTarget]: Target
}

/** The dependency groups of a definition that declares none. */
export type NoDependencies = { readonly [Name in never]: AnyDependencyGroup }

/** The dependency groups of a definition, by name. */
export type DependencyGroups = Readonly<Record<string, AnyDependencyGroup>>

/** Options of a dependency group. */
export interface GroupOptions<On extends DependencyTrigger = DependencyTrigger> {
  /**
   * Which end of a dependency counts: its `success`, its `failure`, or any end at all (`settled`).
   * `failure` hands over errors instead of results, `settled` a union by state.
   * @defaultValue 'success'
   */
  readonly on?: On
  /**
   * What becomes of the task when the group can no longer be satisfied. `inherit` follows what stopped
   * it: failure fails the task, cancellation cancels it, a skip skips it. With `on: 'failure'` it skips.
   * @defaultValue 'inherit'
   */
  readonly onImpossible?: ImpossiblePolicy
}

/** What the dependencies of a target are in the types. */
export type TargetOf<Target> = Target extends Itself
  ? Itself
  : Target extends {
        readonly name: infer Name extends string
        readonly [definitionTypes]: { readonly result: infer Result }
      }
    ? TaskReference<Name, Result>
    : never

/** Exactly one dependency; the handler receives its result. */
export function direct<Target extends GroupTarget, const On extends DependencyTrigger = 'success'>(
  target: Target,
  options?: GroupOptions<On>,
): DependencyGroup<'one', TargetOf<Target>, NoInfer<On>, false> {
  return makeGroup({ kind: 'one', need: 1, target }, options)
}

/** Any number of dependencies, all of which must succeed; the handler receives all results, in the order given. */
export function allOf<Target extends GroupTarget, const On extends DependencyTrigger = 'success'>(
  target: Target,
  options?: GroupOptions<On>,
): DependencyGroup<'many', TargetOf<Target>, NoInfer<On>, false> {
  return makeGroup({ kind: 'many', need: 'all', target }, options)
}

/** One or more dependencies, of which the first to succeed is enough; the handler receives its result. */
export function anyOf<Target extends GroupTarget, const On extends DependencyTrigger = 'success'>(
  target: Target,
  options?: GroupOptions<On>,
): DependencyGroup<'any', TargetOf<Target>, NoInfer<On>, false> {
  return makeGroup({ kind: 'any', need: 1, target }, options)
}

/** Several dependencies, of which the first `need` to succeed are enough; the handler receives their results. */
export function someOf<Target extends GroupTarget, const On extends DependencyTrigger = 'success'>(
  need: number,
  target: Target,
  options?: GroupOptions<On>,
): DependencyGroup<'some', TargetOf<Target>, NoInfer<On>, false> {
  return makeGroup({ kind: 'some', need, target }, options)
}

/**
 * A group that need not come true: a node may leave it out, and when it becomes impossible the task
 * runs all the same. The handler then receives `undefined` in its place.
 */
export function optional<Kind extends DependencyKind, Target, On extends DependencyTrigger>(
  group: DependencyGroup<Kind, Target, On, false>,
): DependencyGroup<Kind, Target, On, true> {
  return Object.freeze({ ...group, optional: true })
}

type GroupCore<Kind> = Pick<AnyDependencyGroup, 'need' | 'target'> & { readonly kind: Kind }

/** Checks nothing: a mistake is refused by `defineTask`, which can name the task and the group. */
function makeGroup<Kind extends DependencyKind, Target, On extends DependencyTrigger>(
  core: GroupCore<Kind>,
  options: GroupOptions<On> | undefined,
): DependencyGroup<Kind, Target, On, false> {
  const { on = 'success', onImpossible = 'inherit', ...unknown } = options ?? {}
  return brand(Object.freeze({ ...unknown, ...core, on, onImpossible, optional: false }))
}
