import { allOf, defineTask, type TaskNode } from '@taskloom/sdk'
import { z } from 'zod'

/** Does nothing. Its payload is what a small job has. */
export const NoOp = defineTask({
  name: 'no-op',
  schema: z.object({ index: z.number(), url: z.string(), width: z.number() }),
})

/** Is pushed and never worked on, so that whatever waits for it stays blocked. */
export const Gate = defineTask({ name: 'gate', schema: z.object({}) })

/** Does nothing, and may have to wait for gates first. */
export const Gated = defineTask({
  name: 'gated',
  schema: z.object({ index: z.number() }),
  dependsOn: { gates: allOf(Gate) },
})

export function noOpPayload(index: number): { index: number; url: string; width: number } {
  return { index, url: `https://example.org/pictures/${index}.png`, width: 640 }
}

/** A node that is ready as soon as it is pushed. */
export function noOp(index: number): TaskNode {
  return NoOp(noOpPayload(index))
}
