import { assertPermitted, type Handler } from '../http/call.ts'

/** Stops an action: what it has not done yet is left as it is. */
export const stopAction: Handler<'stopAction'> = async ({ id, visitor, requestId }, context) => {
  const job = context.jobs.get(id)
  assertPermitted(visitor, job.permission, context)
  job.stop()
  context.audit({
    identity: visitor.name,
    kind: 'stop',
    stopped: job.kind,
    stage: 'ended',
    actionId: id,
    ...(requestId === undefined ? {} : { requestId }),
  })
  return job.describe()
}
