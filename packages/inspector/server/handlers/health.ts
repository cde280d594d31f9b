import type { Handler } from '../http/call.ts'

/** How the database and its indexes are; also while it is away, which is when it is asked most. */
export const health: Handler<'health'> = async (_call, { database }) => {
  const open = await database.use().catch(() => undefined)
  const { status } = database
  if (open !== undefined && status.status !== 'down')
    return { status: 'up', ...(await open.inspection.health()) }
  return {
    status: 'down',
    checks: [],
    indexes: [],
    queries: [],
    ...(status.status === 'down' ? { since: status.since, error: status.error } : {}),
    ...(status.status === 'down' && status.cause !== undefined ? { cause: status.cause } : {}),
  }
}
