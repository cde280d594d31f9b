import type { DependencyKind, DependencyTrigger, ImpossiblePolicy } from '../document/dependency-group.ts'
import type { Priority } from '../document/priority.ts'
import type { StoredRetry } from '../document/retry-policy.ts'
import type { BackoffFunction } from './retry-options.ts'
import type { TaskReference } from './task-reference.ts'
import type { ZodSchema } from './zod-schema.ts'

/** The types of a definition; they exist in the types alone. */
export declare const definitionTypes: unique symbol

/** What `PayloadOf`, `ResultOf` and their like read from a definition. */
export interface DefinitionTypes {
  readonly input: unknown
  readonly payload: unknown
  readonly resultInput: unknown
  readonly result: unknown
  readonly dependencies: unknown
}

/** A dependency group of a definition, before a node says how many dependencies it has. */
export interface GroupDeclaration {
  readonly name: string
  readonly kind: DependencyKind
  /** How many must fit; `all` of those that a node is given for `allOf`. */
  readonly need: number | 'all'
  readonly on: DependencyTrigger
  readonly optional: boolean
  readonly onImpossible: ImpossiblePolicy
  /** The definition of the dependencies; with `itself` it is the definition that declares the group. */
  readonly target: AnyTaskDefinition
  /** The name of the definition of the dependencies. */
  readonly targetName: string
}

/** A task definition of any types: what the parts of Taskloom that do not care about them work with. */
export interface AnyTaskDefinition {
  /** The name in the database. */
  readonly name: string
  /** Checks and converts the payload. */
  readonly schema: ZodSchema
  /** Checks and converts the result; undefined when the task has none. */
  readonly result: ZodSchema | undefined
  readonly groups: readonly GroupDeclaration[]
  readonly priority: Priority
  readonly expiresInMilliseconds: number
  readonly retry: StoredRetry
  /** Decides the pause before the next attempt, where `retry.backoff` is a function. */
  readonly backoff: BackoffFunction | undefined
  readonly timeoutMilliseconds: number | undefined
  readonly [definitionTypes]: DefinitionTypes
  id(this: void, id: string): TaskReference
}
