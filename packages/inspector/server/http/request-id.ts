import { randomUUID } from 'node:crypto'

import type { RequestHandler, Response } from 'express'

const header = 'X-Request-Id'

/** Names every request, so that an answer and the log line about it can be matched. */
export const requestId: RequestHandler = (_request, response, next) => {
  response.set(header, randomUUID())
  next()
}

export function requestIdOf(response: Response): string | undefined {
  return response.get(header)
}
