import { allOf, anyOf, defineTask, direct, itself } from '@taskloom/sdk'
import { z } from 'zod'

/** A task without dependencies. */
export const Download = defineTask({
  name: 'download',
  schema: z.object({ url: z.string() }),
  result: z.object({ path: z.string() }),
})

/** A task that waits for one other. */
export const Resize = defineTask({
  name: 'resize',
  schema: z.object({ width: z.number() }),
  dependsOn: { source: direct(Download) },
  result: z.object({ path: z.string(), width: z.number() }),
})

/** A task with several kinds of dependencies. */
export const Gallery = defineTask({
  name: 'gallery',
  schema: z.object({ title: z.string() }),
  dependsOn: { images: allOf(Resize), mirror: anyOf(Download) },
  result: z.object({ pages: z.number() }),
})

/** A graph of one kind: whole DAGs of any shape. */
export const Step = defineTask({
  name: 'step',
  schema: z.object({ label: z.string() }),
  dependsOn: { before: allOf(itself) },
  result: z.string(),
})

/** Takes and returns whatever is given. */
export const Keep = defineTask({ name: 'keep', schema: z.unknown(), result: z.unknown() })
