import { actionsFor } from '../actions/actions-for.ts'
import type { Handler } from '../http/call.ts'
import { secretKeysOf } from '../security/redact.ts'
import { withhold } from '../security/withhold.ts'
import { found } from './found.ts'

/** One task, with what may be shown of its values and what can be done to it. */
export const task: Handler<'task'> = async ({ id, visitor }, context) => {
  const { database, settings } = context
  const { inspection } = await database.use()
  const { redact, redactKeys, hidePayloads } = settings
  const isHidden = hidePayloads || !visitor.permissions.has('payload')
  const detail = found('task', id, await inspection.task(id, { values: !isHidden }))
  return {
    ...withhold(detail, {
      isSecret: secretKeysOf(redactKeys),
      redact,
      isHidden,
    }),
    actions: actionsFor(detail.task, visitor),
  }
}
