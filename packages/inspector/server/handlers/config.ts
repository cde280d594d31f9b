import type { Handler } from '../http/call.ts'
import { readOnlyReason } from '../http/call.ts'
import { version } from '../version.ts'

/** What the client must know before it shows anything. It is answered while the database is away, too. */
export const config: Handler<'config'> = async ({ visitor }, { settings, database }) => {
  const open = await database.use().catch(() => undefined)
  const { title, environment, places, isReadOnly } = settings
  return {
    title,
    version,
    database: database.name,
    ...(environment === undefined ? {} : { environment }),
    places: [...places],
    permissions: [...visitor.permissions],
    isReadOnly,
    ...(isReadOnly ? { readOnlyReason } : {}),
    identity: visitor.name,
    live: open?.inspection.live ?? 'polling',
    sorts: (await open?.inspection.offeredSorts().catch(() => undefined)) ?? [],
    now: open?.inspection.now() ?? Date.now(),
  }
}
