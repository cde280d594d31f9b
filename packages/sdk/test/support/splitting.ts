import {
  anyOf,
  defineTask,
  direct,
  optional,
  type ClaimedTaskOf,
  type Dag,
  type TaskNode,
} from '@taskloom/sdk'
import type { TestLoom } from '@taskloom/sdk/testing'
import { z } from 'zod'

/** A task that finds out while it runs what there is to do. */
export const Split = defineTask({ name: 'split', schema: z.object({}), result: z.number() })

/** What it finds out. */
export const Part = defineTask({ name: 'part', schema: z.object({ number: z.number() }), result: z.string() })

/** Waits for the split, and for nothing else that it knows of. */
export const Join = defineTask({ name: 'join', schema: z.object({}), dependsOn: { split: direct(Split) } })

/** Waits for one of several. */
export const Either = defineTask({ name: 'either', schema: z.object({}), dependsOn: { any: anyOf(Split) } })

/** Runs whatever becomes of the split. */
export const Tidy = defineTask({
  name: 'tidy',
  schema: z.object({}),
  dependsOn: { split: direct(Split, { on: 'settled' }) },
})

/** Does without the split, if need be. */
export const Maybe = defineTask({
  name: 'maybe',
  schema: z.object({}),
  dependsOn: { split: optional(direct(Split)) },
})

/** A split that runs, and what waits for it. */
export interface Splitting {
  readonly split: TaskNode<'split', number>
  readonly join: TaskNode<'join', void>
  readonly dag: Dag
  readonly task: ClaimedTaskOf<typeof Split>
}

/** Pushes a split and a join, and claims the split. */
export async function splitting({ loom }: TestLoom): Promise<Splitting> {
  const split = Split({})
  const join = Join({}, { dependsOn: { split } })
  const dag = await loom.push(join)
  const task = await loom.pop(Split)
  if (task === null) throw new Error('There is nothing to split.')
  return { split, join, dag, task }
}

/** Finishes every part that is ready, and lets everybody know. */
export async function finishParts(context: TestLoom): Promise<void> {
  for (const part of await context.loom.popMany(Part, 100)) await part.finish(String(part.payload.number))
  await context.untilResolved()
}
