import type { AnyTaskDefinition } from '../define/any-task-definition.ts'
import type { Priority } from '../document/priority.ts'
import type { TaskState } from '../document/states.ts'

/** One definition, or several. */
export type Definitions<Definition extends AnyTaskDefinition> = Definition | readonly Definition[]

/** What `find` and `count` look for. */
export interface FindFilter<Payload = unknown> {
  readonly state?: TaskState | readonly TaskState[]
  readonly dagId?: string
  readonly priority?: Priority
  /** Every leaf that is given must be equal. Values are data: nothing in them is taken for an operator. */
  readonly payload?: DeepPartial<Payload>
}

/** A value of which any part may be left out. */
export type DeepPartial<Value> = Value extends readonly unknown[] | Date
  ? Value
  : Value extends object
    ? { readonly [Key in keyof Value]?: DeepPartial<Value[Key]> }
    : Value

export interface FindOptions {
  /**
   * The most tasks that are returned, oldest first.
   * @defaultValue 1000
   */
  readonly limit?: number
}

export interface GuardOptions {
  /**
   * The state, or states, that the task must be in: otherwise `TRANSITION_REFUSED`, and nothing is changed.
   * @defaultValue every state that allows it
   */
  readonly expectedState?: TaskState | readonly TaskState[]
}

export interface CancelOptions extends GuardOptions {
  /**
   * Whether everything that depends on the task is cancelled too, whatever the policy of its groups.
   * @defaultValue false
   */
  readonly downstream?: boolean
}
