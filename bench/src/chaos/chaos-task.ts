import { allOf, defineTask, itself, type TaskNode } from '@taskloom/sdk'
import { z } from 'zod'

/** The task of the chaos. Its result is the id of the run that was recorded. */
export const ChaosTask = defineTask({
  name: 'chaos',
  schema: z.object({ index: z.number() }),
  result: z.string(),
  dependsOn: { before: allOf(itself) },
})

export type ChaosNode = TaskNode<'chaos', string>

export function chaosNode(index: number, before: ChaosNode[]): ChaosNode {
  return ChaosTask({ index }, { dependsOn: { before } })
}

/** One run of a handler to its end, as its process writes it down beside the loom. */
export interface Run {
  /** Unique for each run: what the run returns as its result. */
  readonly _id: string
  readonly task: string
  readonly attempt: number
  /** The results of its dependencies, which are the runs that were recorded of them. */
  readonly saw: readonly string[]
  /** By a clock that all processes of the machine share, in microseconds. */
  readonly startedAt: number
  readonly endedAt: number
}

/** The collection of the runs. */
export const runsCollection = 'chaos-runs'
