import type { ErrorRequestHandler, Response } from 'express'
import type { Logger } from 'pino'

import { Problem, type ProblemCode } from './problem.ts'
import { requestIdOf } from './request-id.ts'

/** Answers with a problem, as RFC 9457 wants it. */
function sendProblem(response: Response, problem: Problem): void {
  if (problem.code === 'DATABASE_DOWN' || problem.code === 'BUSY') response.set('Retry-After', '3')
  response
    .status(problem.status)
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problem.toDetails(requestIdOf(response))))
}

/** The one place where errors become answers. What nobody foresaw is logged, and told without its details. */
export function errorResponse(logger: Logger): ErrorRequestHandler {
  // Express tells such handlers by their four parameters.
  // oxlint-disable-next-line max-params
  return (error: unknown, request, response, _next) => {
    const problem = toProblem(error)
    if (problem.code === 'INTERNAL' || response.headersSent) {
      const { method, originalUrl } = request
      logger.error(
        { err: error, requestId: requestIdOf(response), method, url: originalUrl },
        response.headersSent ? 'An answer was cut' : 'A request failed',
      )
    }
    if (response.headersSent) {
      response.destroy()
      return
    }
    sendProblem(response, problem)
  }
}

/** What express, its body parser, the SDK and the driver throw, by their code, type or name. */
const known: Readonly<Record<string, { readonly code: ProblemCode; readonly detail?: string }>> = {
  'entity.too.large': { code: 'BODY_TOO_LARGE', detail: 'A body may have 64 KB.' },
  'entity.parse.failed': { code: 'INVALID_JSON' },
  'encoding.unsupported': { code: 'NOT_JSON' },
  'charset.unsupported': { code: 'NOT_JSON' },
  'request.size.invalid': { code: 'INVALID_REQUEST' },
  'request.aborted': { code: 'INVALID_REQUEST' },
  URIError: { code: 'INVALID_REQUEST' },
  INVALID_FILTER: { code: 'INVALID_FILTER' },
  SORT_NOT_OFFERED: { code: 'SORT_NOT_OFFERED' },
  INVALID_CURSOR: { code: 'INVALID_CURSOR' },
  INVALID_OPTION: { code: 'INVALID_REQUEST' },
  INVALID_PAYLOAD: { code: 'INVALID_REQUEST' },
  TASK_NOT_FOUND: { code: 'NOT_FOUND' },
  TRANSITION_REFUSED: { code: 'CONFLICT' },
  CONNECTION_FAILED: { code: 'DATABASE_DOWN' },
  LOOM_CLOSED: { code: 'DATABASE_DOWN' },
  MaxTimeMSExpired: { code: 'TIMED_OUT', detail: 'The database gave up the question. Narrow the filter.' },
  MongoServerSelectionError: { code: 'DATABASE_DOWN' },
  MongoTopologyClosedError: { code: 'DATABASE_DOWN' },
  MongoNotConnectedError: { code: 'DATABASE_DOWN' },
  MongoNetworkError: { code: 'DATABASE_DOWN' },
  MongoNetworkTimeoutError: { code: 'DATABASE_DOWN' },
  MongoPoolClearedError: { code: 'DATABASE_DOWN' },
  MongoPoolClosedError: { code: 'DATABASE_DOWN' },
  MongoOperationTimeoutError: { code: 'DATABASE_DOWN' },
}

/** Makes a problem of whatever was thrown. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (!(error instanceof Error)) return unforeseen
  const { code, type, codeName, status } = error as Error & Record<string, unknown>
  for (const key of [type, code, codeName, error.name])
    if (typeof key === 'string' && Object.hasOwn(known, key)) {
      const { code: ours, detail } = known[key] ?? { code: 'INTERNAL' }
      return new Problem(ours, detail ?? error.message)
    }
  return status === 400 ? new Problem('INVALID_REQUEST', error.message) : unforeseen
}

const unforeseen = new Problem(
  'INTERNAL',
  'The request could not be answered.',
  'The log of the inspector has the reason, under this request id.',
)
