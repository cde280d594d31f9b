import type { Handler } from '../http/call.ts'
import { secretKeysOf } from '../security/redact.ts'
import { redactValue } from '../security/withhold.ts'
import { found } from './found.ts'

/** One DAG. Its metadata is the user's, so it is shown as payloads are. */
export const dag: Handler<'dag'> = async ({ id, visitor }, { database, settings }) => {
  const { inspection } = await database.use()
  const { metadata, ...detail } = found('DAG', id, await inspection.dag(id))
  const isHidden = settings.hidePayloads || !visitor.permissions.has('payload')
  if (metadata === undefined || isHidden) return detail
  const { redact, redactKeys } = settings
  const place = { part: 'metadata', task: { id, name: '' } } as const
  const { value } = redactValue(metadata, place, { redact, isSecret: secretKeysOf(redactKeys) })
  return { ...detail, metadata: value }
}
