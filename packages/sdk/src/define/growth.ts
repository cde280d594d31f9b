import type { TaskNode } from './task-node.ts'
import type { TaskReference } from './task-reference.ts'

/** Options of `push` and `extend` of a running task. */
export interface GrowthOptions {
  /**
   * What this push is called within its task, the same in every attempt: an attempt that pushes under the key of an
   * earlier one gets the tasks that are there, instead of new ones.
   * @defaultValue the number of the call: the first push of an attempt stands for the first of another
   */
  readonly key?: string
}

/** Refers to the task that a node became. */
export type ReferenceTo<Node> =
  Node extends TaskReference<infer Name, infer Result> ? TaskReference<Name, Result> : never

/** One reference for one node, a list for a list. */
export type ReferencesTo<Given> = Given extends readonly unknown[]
  ? { readonly [Index in keyof Given]: ReferenceTo<Given[Index]> }
  : ReferenceTo<Given>

/** How a running task adds to its own DAG. */
export interface Growth {
  /**
   * Pushes nodes, and everything that they need, into the DAG of this task, all of it or nothing; they can start at
   * once. However often the task is tried, its children are stored once.
   * Returns references to the given nodes, which can be dependencies of others.
   * @throws LeaseLost when the task is no longer held; nothing is stored then.
   * @throws TaskloomError what `loom.push` throws; `INVALID_OPTION` when an earlier attempt pushed something else
   *   under the same key.
   */
  push<const Given extends TaskNode | readonly TaskNode[]>(
    this: void,
    nodes: Given,
    options?: GrowthOptions,
  ): Promise<ReferencesTo<Given>>
  /**
   * Makes everything that depends on this task, and has not started, wait for other tasks as well: for nodes, which
   * are pushed like by `push`, or for tasks that exist. Their handlers receive what they always do.
   * @throws LeaseLost when the task is no longer held; nothing waits for more then.
   * @throws TaskloomError `CYCLE` when one of them waits for what should wait for it, `DEPENDENCY_NOT_FOUND`,
   *   `TOO_MANY_DEPENDENCIES`, and what `push` throws.
   */
  extend<const Given extends TaskReference | readonly TaskReference[]>(
    this: void,
    tasks: Given,
    options?: GrowthOptions,
  ): Promise<ReferencesTo<Given>>
}
