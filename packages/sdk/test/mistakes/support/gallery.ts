import type { ClientSession, MongoClient } from 'mongodb'
import { z } from 'zod'
import type { ClaimedTaskOf } from '../../../src/define/claimed-task.ts'
import { defineTask } from '../../../src/define/define-task.ts'
import { allOf, anyOf, direct, optional } from '../../../src/define/dependency-groups.ts'
import type { Loom } from '../../../src/run/loom.ts'
import { itself } from '../../../src/define/itself.ts'

export const Download = defineTask({
  name: 'download',
  schema: z.object({ url: z.string() }),
  result: z.object({ path: z.string() }),
})

export const Resize = defineTask({
  name: 'resize',
  schema: z.object({ width: z.number() }),
  result: z.object({ size: z.number() }),
  dependsOn: { source: direct(Download) },
})

export const Gallery = defineTask({
  name: 'gallery',
  schema: z.object({ title: z.string() }),
  dependsOn: { images: allOf(Resize), mirror: optional(anyOf(Download)) },
})

export const Tree = defineTask({
  name: 'tree',
  schema: z.object({ leaf: z.boolean() }),
  result: z.object({ total: z.number() }),
  dependsOn: { parts: allOf(itself) },
})

export const Watch = defineTask({
  name: 'watch',
  schema: z.object({}),
  dependsOn: { broken: direct(Download, { on: 'failure' }), any: allOf(Download, { on: 'settled' }) },
})

export const source = Download({ url: 'https://example.com' })
export const image = Resize({ width: 100 }, { dependsOn: { source } })

export declare const popped: ClaimedTaskOf<typeof Download>
export declare const poppedEither: ClaimedTaskOf<typeof Download | typeof Resize>
export declare const client: MongoClient
export declare const session: ClientSession
export declare const loom: Loom
