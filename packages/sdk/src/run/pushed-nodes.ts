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

const underWay = new Map<string, Promise<void>>()

/** Pushes of this process that share ids take turns: each would take the other for what a dead one left. */
export const pushesUnderWay = {
  /** The push that stores one of these nodes right now; it never rejects. */
  of(nodes: readonly TaskNode[], place: string): Promise<void> | undefined {
    return nodes.map(({ id }) => underWay.get(place + id)).find((push) => push !== undefined)
  },
  async run<Result>(nodes: readonly TaskNode[], place: string, push: () => Promise<Result>): Promise<Result> {
    const running = push()
    const done = running.then(
      () => undefined,
      () => undefined,
    )
    for (const { id } of nodes) underWay.set(place + id, done)
    try {
      return await running
    } finally {
      for (const { id } of nodes) underWay.delete(place + id)
    }
  },
}
