import type { TaskNode } from '../define/task-node.ts'

/** What a node became. */
export interface PushedNode {
  readonly dagId: string
  /** The push of a running task that stored it: the same one means the same tasks again. */
  readonly growthId?: string
}

const pushed = new WeakMap<TaskNode, Map<string, PushedNode>>()

/**
 * What node objects remember: what they became, for each place that they were pushed to.
 * Because of it a graph that is pushed again never brings back a task that was deleted or purged.
 */
export const pushedNodes = {
  remember(node: TaskNode, place: string, became: PushedNode): void {
    const places = pushed.get(node) ?? new Map<string, PushedNode>()
    pushed.set(node, places.set(place, became))
  },
  of(node: TaskNode, place: string): PushedNode | undefined {
    return pushed.get(node)?.get(place)
  },
}

const underWay = new Map<string, Promise<void>>()

/** Pushes of this process that share ids take turns: each would take the other for what a dead one left. */
export const pushesUnderWay = {
  /** The push that stores one of these ids right now; it never rejects. */
  of(ids: readonly string[], place: string): Promise<void> | undefined {
    return ids.map((id) => underWay.get(place + id)).find((push) => push !== undefined)
  },
  async run<Result>(ids: readonly string[], place: string, push: () => Promise<Result>): Promise<Result> {
    const running = push()
    const done = running.then(
      () => undefined,
      () => undefined,
    )
    for (const id of ids) underWay.set(place + id, done)
    try {
      return await running
    } finally {
      for (const id of ids) underWay.delete(place + id)
    }
  },
}
