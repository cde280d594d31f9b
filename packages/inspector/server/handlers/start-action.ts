import { assertOffered, type ActionRequest } from '../actions/assert-offered.ts'
import { runAction } from '../actions/run-action.ts'
import type { Handler } from '../http/call.ts'
import { toProblem } from '../http/error-response.ts'
import { withheld } from '../security/redact.ts'

/** Starts an action as a job of the server. The same key starts it once. */
export const startAction: Handler<'startAction'> = async ({ body, visitor, requestId }, context) => {
  const { permission, origin } = assertOffered(body, visitor, context)
  const open = await context.database.use()
  const { idempotencyKey, ...request } = body
  const { kind, target, options } = request
  const entry = {
    identity: visitor.name,
    kind,
    target,
    options: withoutPayload(options),
    ...(requestId === undefined ? {} : { requestId }),
  }
  return context.jobs.start(
    { owner: visitor.name, key: idempotencyKey, request, permission },
    async (job) => {
      context.audit({ ...entry, stage: 'started', actionId: job.id })
      let failure: { readonly error?: string } = {}
      try {
        await runAction({ open, job, request, definitions: context.settings.definitions, origin })
      } catch (error) {
        failure = { error: toProblem(error).message }
        context.settings.logger.error({ err: error, actionId: job.id }, 'An action failed')
        throw error
      } finally {
        context.audit({ ...entry, stage: 'ended', actionId: job.id, counts: job.counts, ...failure })
      }
    },
  )
}

/** The payload of a copy may hold anything, so the log says only that one was given. */
function withoutPayload(options: ActionRequest['options']): ActionRequest['options'] {
  return options.payload === undefined ? options : { ...options, payload: withheld }
}
