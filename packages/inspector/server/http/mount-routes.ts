import express, { Router, type Request, type RequestHandler, type Response } from 'express'

import { routes, type Route, type RouteName, type StreamedRoute } from '../../shared/routes.ts'
import type { Context } from '../context.ts'
import { handlers, streamHandlers } from '../handlers/handlers.ts'
import { versions } from '../handlers/versions.ts'
import { visitorOf } from '../security/identity.ts'
import { assertPermitted, readCall, type Call, type Handler, type StreamHandler } from './call.ts'
import { etagOf } from './etag.ts'
import { Problem } from './problem.ts'
import { requestIdOf } from './request-id.ts'
import { sendStream } from './send-stream.ts'

/** How large a body may be: one that names 10,000 tasks is larger than any other. */
const largestBody = '64kb'
const largestAction = '512kb'

/** Makes the router of the API from the table of routes. */
export function mountRoutes(context: Context): Router {
  const router = Router()
  for (const path of new Set(Object.values<Route>(routes).map((route) => route.path))) {
    const here = (Object.entries(routes) as [RouteName, Route][]).filter(([, route]) => route.path === path)
    for (const [name, { method }] of here)
      router[method](
        path,
        ...readersOf(routes[name]),
        isStreamed(name) ? stream(name, context) : answer(name, context),
      )
    router.all(path, refuseMethod(here.map(([, { method }]) => method)))
  }
  return router
}

type AnyVersion = (...given: Parameters<Handler<RouteName>>) => Promise<string | undefined>

function isStreamed(name: RouteName): name is StreamedRoute {
  return Object.hasOwn(streamHandlers, name)
}

function answer(name: Exclude<RouteName, StreamedRoute>, context: Context): RequestHandler {
  const route: Route = routes[name]
  const handler = handlers[name] as Handler<RouteName>
  const version: AnyVersion | undefined = versions[name]
  return async (request, response) => {
    const call = admit(name, request, { response, context })
    // The browser asks each time, and gets nothing when nothing has changed.
    response.set('Cache-Control', 'private, no-cache')
    const known =
      version === undefined ? undefined : await context.database.unlessDown(version(call, context))
    if (known !== undefined) response.set('ETag', etagOf(known))
    if (known !== undefined && request.fresh) response.status(304).end()
    else {
      const work = handler({ ...call, ...(known === undefined ? {} : { version: known }) }, context)
      response.status(route.status ?? 200).json(await context.database.unlessDown(work))
    }
  }
}

function stream(name: StreamedRoute, context: Context): RequestHandler {
  const handler = streamHandlers[name] as StreamHandler<RouteName>
  return async (request, response) => {
    const call = admit(name, request, { response, context })
    await sendStream(request, response, await context.database.unlessDown(handler(call, context)))
  }
}

interface Admission {
  readonly response: Response
  readonly context: Context
}

/** @throws Problem when whoever asks may not, or asks for something that the contract does not know. */
function admit(name: RouteName, request: Request, { response, context }: Admission): Call<RouteName> {
  const visitor = visitorOf(response)
  assertPermitted(visitor, routes[name].access, context)
  const { params, query } = request
  const given = readCall(name, { id: params['id'], query, body: request.body as unknown })
  return { ...given, visitor, requestId: requestIdOf(response) }
}

/** A form, which any site can send, is not JSON. */
function jsonAlone(request: Request, _response: Response, next: () => void): void {
  // `is` says null where there is no body, and then there is nothing to refuse but the lack of it.
  if (request.headers['content-type'] !== undefined && request.is('application/json') !== false) return next()
  throw new Problem('NOT_JSON', 'The content type must be application/json.')
}

/** What reads the body. */
function readersOf({ method, path }: Route): readonly RequestHandler[] {
  if (method !== 'post') return []
  const limit = path.startsWith('/actions') ? largestAction : largestBody
  return [jsonAlone, express.json({ limit, strict: false })]
}

/** Refuses every other method of a path; also OPTIONS, for there is nothing to negotiate. */
export function refuseMethod(allowed: readonly Route['method'][]): RequestHandler {
  const names = allowed.map((method) => method.toUpperCase())
  if (names.includes('GET')) names.push('HEAD')
  return (request, response) => {
    response.set('Allow', names.join(', '))
    throw new Problem(
      'METHOD_NOT_ALLOWED',
      `${request.method} is not allowed here, but ${names.join(' and ')}.`,
    )
  }
}
