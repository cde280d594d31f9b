import { allOf, defineTask, direct } from '@taskloom/sdk'
import { z } from 'zod'

/** The tasks of a shop that makes galleries: what the tests push and watch. */
export const Download = defineTask({
  name: 'download',
  schema: z.object({ url: z.string() }),
  result: z.object({ path: z.string() }),
})

export const Resize = defineTask({
  name: 'resize',
  schema: z.object({ width: z.number() }),
  dependsOn: { source: direct(Download) },
  result: z.object({ path: z.string() }),
})

export const Gallery = defineTask({
  name: 'gallery',
  schema: z.object({ title: z.string() }),
  dependsOn: { images: allOf(Resize) },
})

/** A download, as many sizes of it as are asked for, and the gallery of them. */
export function gallery(title: string, sizes: number) {
  const source = Download({ url: `https://example.com/${title}.png` })
  const images = Array.from({ length: sizes }, (_, place) =>
    Resize({ width: 100 * (place + 1) }, { dependsOn: { source } }),
  )
  return { source, images, page: Gallery({ title }, { dependsOn: { images } }) }
}
