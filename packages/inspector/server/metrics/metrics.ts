import type { RequestHandler } from 'express'

import type { Context } from '../context.ts'
import { assertPermitted } from '../http/call.ts'
import { Problem } from '../http/problem.ts'
import { visitorOf } from '../security/identity.ts'
import { expositionType, writeMetrics } from './exposition.ts'
import { readMetrics } from './read-metrics.ts'

/** `GET api/metrics`: what monitoring reads, in the text format of Prometheus; where the option is on. */
export function metrics(context: Context): RequestHandler {
  return async (_request, response) => {
    assertPermitted(visitorOf(response), 'view', context)
    const { settings, database } = context
    if (!settings.metrics)
      throw new Problem(
        'NOT_FOUND',
        'There are no metrics here.',
        'The option metrics (on the command line: --metrics) turns them on.',
      )
    const text = writeMetrics(await readMetrics(database, settings.logger))
    response.set('Cache-Control', 'no-store').type(expositionType).send(text)
  }
}
