import type { RequestHandler } from 'express'

import type { Context } from '../context.ts'
import { assertPermitted } from '../http/call.ts'
import { Problem } from '../http/problem.ts'
import { visitorOf } from '../security/identity.ts'
import { readTopics } from './topics.ts'

/** `GET api/events?topics=…`: the live stream. */
export function liveEvents(context: Context): RequestHandler {
  return async (request, response) => {
    assertPermitted(visitorOf(response), 'view', context)
    const { topics: given = '' } = request.query
    const topics = typeof given === 'string' ? readTopics(given) : undefined
    if (topics === undefined)
      throw new Problem(
        'INVALID_REQUEST',
        'topics takes at most 50 of stats, tasks, dag:<id>, task:<id> and action:<id>, separated by commas.',
      )
    await context.live.add(request, response, topics)
  }
}
