import type { StoredGroup } from '../document/dependency-group.ts'
import type { Priority } from '../document/priority.ts'
import type { StoredRetry } from '../document/retry-policy.ts'
import type { AnyTaskDefinition } from './any-task-definition.ts'
import type { TaskReference } from './task-reference.ts'

/**
 * One call of a task definition: payload, dependencies and options, with its id already assigned.
 * It is immutable, and nothing is stored before it is pushed.
 */
export interface TaskNode<Name extends string = string, Result = unknown> extends TaskReference<
  Name,
  Result
> {
  /** 24 hexadecimal characters, unless another one was chosen. */
  readonly id: string
  readonly name: Name
  readonly definition: AnyTaskDefinition
  /** The input as it was given: a frozen copy, before defaults and transforms of the schema. */
  readonly payload: unknown
  /** In the order in which the definition declares its groups. */
  readonly dependencies: readonly NodeDependency[]
  /** The groups of the definition, with `need` and `count` as numbers for this node. */
  readonly groups: readonly StoredGroup[]
  readonly priority: Priority
  readonly expiresInMilliseconds: number
  readonly retry: StoredRetry
  readonly timeoutMilliseconds: number | undefined
  /** When it may start at the earliest: a time, or milliseconds after the push. */
  readonly startAfter: Date | number | undefined
}

/** One dependency of a node. */
export interface NodeDependency {
  /** The group that it was passed in. */
  readonly group: string
  readonly id: string
  /** The name of its definition. */
  readonly name: string
  /** Undefined when it was given by id. */
  readonly node: TaskNode | undefined
}
