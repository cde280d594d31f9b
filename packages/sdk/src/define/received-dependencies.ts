import type { DependencyTrigger } from '../document/dependency-group.ts'
import type { DependencyGroup, DependencyGroups } from './dependency-groups.ts'
import type { FailedDependency, SettledDependency } from './dependency-values.ts'
import type { Itself } from './itself.ts'
import type { TaskReference } from './task-reference.ts'

/** What a handler receives as `dependencies`, by the name of the group. */
export type ReceivedDependencies<Groups extends DependencyGroups, OwnResult> = {
  readonly [Name in keyof Groups]: ReceivedGroup<Groups[Name], OwnResult>
} & {}

type ReceivedGroup<Group, OwnResult> =
  Group extends DependencyGroup<infer Kind, infer Target, infer On, infer Optional>
    ? | Many<Kind, ReceivedValue<ResultOfTarget<Target, OwnResult>, On>>
      | (Optional extends true ? undefined : never)
    : never

type Many<Kind, Value> = Kind extends 'many' | 'some' ? readonly Value[] : Value

type ResultOfTarget<Target, OwnResult> = Target extends Itself
  ? OwnResult
  : Target extends TaskReference<string, infer Result>
    ? Result
    : never

type ReceivedValue<Result, On extends DependencyTrigger> = On extends 'success'
  ? Result
  : On extends 'failure'
    ? FailedDependency
    : SettledDependency<Result>
