import compression from 'compression'
import { Router } from 'express'

import { eventsPath } from '../shared/routes.ts'
import { ActionJobs } from './actions/action-jobs.ts'
import type { Context } from './context.ts'
import { Database } from './database/database.ts'
import { countOpen } from './depth/count-open.ts'
import { DepthSamples } from './depth/depth-samples.ts'
import { diagnosis } from './http/diagnosis.ts'
import { errorResponse } from './http/error-response.ts'
import { mountRoutes, refuseMethod } from './http/mount-routes.ts'
import { openApi } from './http/open-api.ts'
import { Problem } from './http/problem.ts'
import { requestId } from './http/request-id.ts'
import { serveClient } from './http/serve-client.ts'
import { liveEvents } from './live/live-events.ts'
import { LiveHub } from './live/live-hub.ts'
import { metrics } from './metrics/metrics.ts'
import { readSettings, type InspectorOptions } from './options.ts'
import { allowedHosts } from './security/allowed-hosts.ts'
import { openAudit } from './security/audit.ts'
import { authenticate } from './security/authenticate.ts'
import { securityHeaders } from './security/headers.ts'
import { sameOriginWrites } from './security/same-origin-writes.ts'
import { Sessions } from './security/session.ts'
import { signIn } from './security/sign-in.ts'

/** An Express 5 router that serves the inspector. */
export interface Inspector extends Router {
  /** A secret for the address (`?token=…`) that signs one browser in, once; undefined unless `auth` is a token. */
  createLoginToken(): string | undefined
  /** Resolves when the database has answered. @throws Problem `DATABASE_DOWN` when it does not at the first try. */
  ready(): Promise<void>
  /** Ends the live streams and closes what the inspector opened itself; a client or a loom of yours stays open. */
  close(): Promise<void>
}

/**
 * Makes the inspector: a router, to be mounted at any path, and as often as you like.
 *
 * ```ts
 * app.use('/admin/tasks', createInspector({ uri: 'mongodb://127.0.0.1:27017', database: 'shop' }))
 * ```
 *
 * It is read-only and open to this machine alone unless the options say otherwise. It never waits for the
 * database: while that is away, pages and API say so, and go on when it is back.
 */
export function createInspector(options: InspectorOptions): Inspector {
  const settings = readSettings(options)
  const database = new Database(options, settings)
  const live = new LiveHub(database, settings.logger)
  const depth = new DepthSamples(() => countOpen(database))
  const audit = openAudit(settings.logger, settings.onAudit)
  const jobs = new ActionJobs((job) => live.tellAction(job))
  const { auth } = settings
  const sessions = typeof auth === 'object' && 'bearer' in auth ? new Sessions(auth.bearer) : undefined
  const router = mount({ settings, database, live, depth, jobs, audit }, sessions)
  return Object.assign(router, {
    createLoginToken: () => sessions?.createLink(),
    ready: async () => void (await database.use()),
    close: async () => {
      jobs.stopAll()
      depth.close()
      await live.close()
      await database.close()
    },
  })
}

/** The order matters: whoever may not come in learns nothing. */
function mount(context: Context, sessions: Sessions | undefined): Router {
  const { settings, database } = context
  const router = Router()
  router.use(requestId, securityHeaders(settings), allowedHosts(settings), sameOriginWrites(settings))
  if (sessions !== undefined) router.use(signIn(sessions, settings))
  router.use(authenticate(settings, sessions))
  router.use('/api', api(context))
  router.use(compression(), diagnosis(database), serveClient(settings))
  router.use(errorResponse(settings.logger))
  return router
}

function api(context: Context): Router {
  const router = Router()
  router.get(eventsPath, liveEvents(context))
  router.all(eventsPath, refuseMethod(['get']))
  router.use(compression())
  router.get('/metrics', metrics(context))
  router.all('/metrics', refuseMethod(['get']))
  router.get('/openapi.json', openApi)
  router.all('/openapi.json', refuseMethod(['get']))
  router.use(mountRoutes(context))
  router.use((request) => {
    throw new Problem('NOT_FOUND', `The API has no ${request.path}.`, 'api/openapi.json names every route.')
  })
  return router
}
