import type { Loom, PushOptions, TaskNode } from '@taskloom/sdk'

import { inFlight } from './in-flight.ts'

/** How many tasks a batch has. */
export const batchSize = 1_000

export interface PushTasks {
  readonly count: number
  readonly signal: AbortSignal
  readonly node: (index: number) => TaskNode
}

/** Pushes tasks in batches, each batch as one push. Returns the milliseconds, the making of the nodes included. */
export async function pushTasks(loom: Loom, { count, signal, node }: PushTasks): Promise<number> {
  const batches = Math.ceil(count / batchSize)
  return await inFlight({ count: batches, width: 1, signal }, async (batch) => {
    const length = Math.min(batchSize, count - batch * batchSize)
    const nodes = Array.from({ length }, (_, index) => node(batch * batchSize + index))
    await loom.push(nodes, abortable(signal))
  })
}

/** A push has no signal of its own; an error of its progress callback undoes it. */
export function abortable(signal: AbortSignal): PushOptions {
  return { onProgress: () => signal.throwIfAborted() }
}
