import type { DependencyTrigger } from '../document/dependency-group.ts'
import type { AnyDependencyGroup, DependencyGroups, groupTarget } from './dependency-groups.ts'
import type { FailedDependency, SettledDependency } from './dependency-values.ts'
import type { Itself } from './itself.ts'
import type { TaskReference } from './task-reference.ts'

/** What a handler receives as `dependencies`, by the name of the group. */
export type ReceivedDependencies<Groups extends DependencyGroups, OwnResult> = {
  readonly [Name in keyof Groups]: ReceivedGroup<Groups[Name], OwnResult>
} & {}

type ReceivedGroup<Group extends AnyDependencyGroup, OwnResult> =
  | Many<Group['kind'], ReceivedValue<ResultOfTarget<Group[typeof groupTarget], OwnResult>, Group['on']>>
  | (Group['optional'] extends true ? undefined : never)

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
