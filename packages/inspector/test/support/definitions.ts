import { allOf, defineTask, direct } from '@taskloom/sdk'
import { z } from 'zod'

/** A task without dependencies, with something in its payload that nobody should see. */
export const Download = defineTask({
  name: 'download',
  schema: z.object({ url: z.string(), password: z.string().optional() }),
  result: z.object({ path: z.string(), token: z.string().optional() }),
})

/** A task that waits for one other. */
export const Resize = defineTask({
  name: 'resize',
  schema: z.object({ width: z.number() }),
  dependsOn: { source: direct(Download) },
  result: z.object({ path: z.string() }),
})

/** A task that waits for many. */
export const Album = defineTask({
  name: 'album',
  schema: z.object({ title: z.string() }),
  dependsOn: { images: allOf(Resize) },
  result: z.string(),
})
