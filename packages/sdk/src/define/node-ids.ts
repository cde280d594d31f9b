import type { TaskNode } from './task-node.ts'
import type { TaskReference } from './task-reference.ts'

const chosen = new WeakSet<TaskNode>()
const stored = new WeakMap<object, string>()

/** Nodes whose id the user chose: it is the id of their task wherever they are pushed. */
export const chosenIds = {
  remember(node: TaskNode): void {
    chosen.add(node)
  },
  has(node: TaskNode): boolean {
    return chosen.has(node)
  },
}

/**
 * The ids under which nodes were stored that a running task pushed: they derive from the task, so that another
 * attempt, whose nodes are other objects with other ids, means the same tasks.
 */
export const storedIds = {
  remember(node: TaskNode, id: string): void {
    stored.set(node, id)
  },
  of(reference: Pick<TaskReference, 'id'>): string {
    return stored.get(reference) ?? reference.id
  },
}
