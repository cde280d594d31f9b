import { z } from 'zod'

/** What a worker process tells: that it works, and at its end how many tasks it has done. */
export const noticeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('stopped'), tasks: z.number() }),
])

export type Notice = z.output<typeof noticeSchema>
