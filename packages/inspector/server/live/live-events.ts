import type { RequestHandler } from 'express'

import type { Context } from '../context.ts'
import { assertPermitted } from '../http/call.ts'
import { Problem } from '../http/problem.ts'
import { maySeeStill, visitorOf } from '../security/identity.ts'
import { readTopics } from './topics.ts'

/**
 * `GET api/events?topics=…`: the live stream. A browser that opens another one in its place goes on behind the
 * last event that it had by `lastEventId`, since it cannot set a header.
 */
export function liveEvents(context: Context): RequestHandler {
  return async (request, response) => {
    assertPermitted(visitorOf(response), 'view', context)
    const { topics: given = '', lastEventId } = request.query
    const topics = typeof given === 'string' ? readTopics(given) : undefined
    if (topics === undefined)
      throw new Problem(
        'INVALID_REQUEST',
        'topics takes at most 50 of stats, tasks, dag:<id>, task:<id> and action:<id>, separated by commas.',
      )
    const lastId = request.get('last-event-id') ?? (typeof lastEventId === 'string' ? lastEventId : undefined)
    await context.live.add(request, response, {
      topics,
      isWelcome: () => maySeeStill(response),
      ...(lastId === undefined ? {} : { lastId }),
    })
  }
}
