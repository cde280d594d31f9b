import type { Handler } from '../http/call.ts'
import { toProblem } from '../http/error-response.ts'
import { health } from './health.ts'

/** Creates the indexes that the lists need beside those of the engine. */
export const createIndexes: Handler<'createIndexes'> = async (call, context) => {
  const { inspection } = await context.database.use()
  const { visitor, requestId } = call
  const entry = {
    identity: visitor.name,
    kind: 'create indexes',
    ...(requestId === undefined ? {} : { requestId }),
  }
  context.audit({ ...entry, stage: 'started' })
  try {
    await inspection.createIndexes()
  } catch (error) {
    context.audit({ ...entry, stage: 'ended', error: toProblem(error).message })
    throw error
  }
  context.audit({ ...entry, stage: 'ended' })
  return health({ ...call, body: undefined }, context)
}
