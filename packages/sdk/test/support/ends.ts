import { allOf, defineTask, type AnyTaskDefinition, type ClaimedTaskOf, type TaskNode } from '@taskloom/sdk'
import type { TestLoom } from '@taskloom/sdk/testing'
import { z } from 'zod'

/** Always fails: the cause of what is cancelled or skipped. */
const Cause = defineTask({ name: 'cause', schema: z.null() })

/** A task that can be made to end in every way. */
export const Source = defineTask({
  name: 'source',
  schema: z.object({ label: z.string() }),
  result: z.string(),
  dependsOn: {
    cancelledBy: allOf(Cause, { onImpossible: 'cancel' }),
    skippedBy: allOf(Cause, { onImpossible: 'skip' }),
  },
})

/** How a dependency can end for those who wait for it. */
export const ends = ['FINISHED', 'FAILED', 'EXPIRED', 'CANCELLED', 'SKIPPED', 'deleted'] as const

export type End = (typeof ends)[number]

/** A source that can only end so. */
export function sourceFor(end: End, label: string = end): TaskNode<'source', string> {
  const cause = [Cause(null)]
  return Source(
    { label },
    {
      dependsOn: {
        cancelledBy: end === 'CANCELLED' ? cause : [],
        skippedBy: end === 'SKIPPED' ? cause : [],
      },
      ...(end === 'EXPIRED' ? { expiresIn: '1h' } : {}),
    },
  )
}

/** Ends a pushed source, which `sourceFor` made for this end, and lets everybody know. */
export async function endSource(context: TestLoom, source: TaskNode, end: End): Promise<void> {
  await endings[end](context, source)
  await context.untilResolved()
}

const endings: Record<End, (context: TestLoom, source: TaskNode) => Promise<unknown>> = {
  FINISHED: async (context, { id }) => {
    const task = await claim(context, Source, id)
    await task.finish(`result of ${task.payload.label}`)
  },
  FAILED: async (context, { id }) => {
    const task = await claim(context, Source, id)
    await task.fail(new Error(`error of ${task.payload.label}`))
  },
  EXPIRED: async (context) => {
    await context.advance('2h')
    await context.sweep()
  },
  CANCELLED: failCause,
  SKIPPED: failCause,
  deleted: ({ loom }, source) => loom.delete(source),
}

async function failCause(context: TestLoom, { dependencies }: TaskNode): Promise<void> {
  const task = await claim(context, Cause, dependencies[0]?.id)
  await task.fail(new Error('cause'))
}

/** Claims one task of a definition by its id; those before it are given back. */
async function claim<Definition extends AnyTaskDefinition>(
  { loom }: TestLoom,
  definition: Definition,
  id: string | undefined,
): Promise<ClaimedTaskOf<Definition>> {
  const claimed = await loom.popMany(definition, 1_000)
  for (const task of claimed) if (task.id !== id) await task[Symbol.asyncDispose]()
  const task = claimed.find((one) => one.id === id)
  if (task === undefined) throw new Error(`Task ${id} of ${definition.name} is not ready.`)
  return task
}
