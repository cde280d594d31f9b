import type { AnyDependencyGroup, DependencyGroups, groupTarget } from './dependency-groups.ts'
import type { Itself } from './itself.ts'
import type { TaskReference } from './task-reference.ts'

/** What a node passes as `dependsOn`: nodes or references, by the name of the group. */
export type SuppliedDependencies<Groups extends DependencyGroups, Own extends TaskReference> = {
  readonly [Name in RequiredGroup<Groups>]: SuppliedGroup<Groups[Name], Own>
} & {
  readonly [Name in Exclude<keyof Groups, RequiredGroup<Groups>>]?:
    | SuppliedGroup<Groups[Name], Own>
    | undefined
} extends infer Supplied
  ? { readonly [Name in keyof Supplied]: Supplied[Name] }
  : never

/** The names of the groups that a node must not leave out. */
export type RequiredGroup<Groups extends DependencyGroups> = {
  [Name in keyof Groups]: Groups[Name]['optional'] extends true ? never : Name
}[keyof Groups]

type SuppliedGroup<Group extends AnyDependencyGroup, Own> = Group['kind'] extends 'one'
  ? SuppliedDependency<Group[typeof groupTarget], Own>
  : readonly SuppliedDependency<Group[typeof groupTarget], Own>[]

type SuppliedDependency<Target, Own> = Target extends Itself ? Own : Target
