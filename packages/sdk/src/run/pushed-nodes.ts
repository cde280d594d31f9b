import type { TaskNode } from '../define/task-node.ts'

const pushed = new WeakMap<TaskNode, Map<string, string>>()

/**
 * What node objects remember: the DAG that they became, for each place that they were pushed to.
 * Because of it a graph that is pushed again never brings back a task that was deleted or purged.
 */
export const pushedNodes = {
  remember(node: TaskNode, place: string, dagId: string): void {
    const places = pushed.get(node) ?? new Map<string, string>()
    pushed.set(node, places.set(place, dagId))
  },
  dagOf(node: TaskNode, place: string): string | undefined {
    return pushed.get(node)?.get(place)
  },
}
