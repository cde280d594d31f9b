import type { ResponseOf } from '../../shared/contract.ts'
import type { LiveEventName, LiveEvents } from '../../shared/live.ts'
import { routes, type RouteName } from '../../shared/routes.ts'
import type { EventStream, Transport } from '../api/transport.ts'

/** One call as the fake server got it. */
export interface Call {
  readonly id: string
  readonly query: URLSearchParams
  readonly body: unknown
}

/** An answer per route: what it gives, or a `Response` for a failure. */
export type Answers = {
  readonly [Name in RouteName]?: (
    call: Call,
  ) => ResponseOf<Name> | Response | Promise<ResponseOf<Name> | Response>
}

/** A server inside the page: it answers from functions, and sends live events when a test says so. */
export interface FakeServer {
  readonly transport: Transport
  readonly calls: readonly { readonly name: RouteName; readonly call: Call }[]
  /** Sends an event to every open stream. */
  readonly send: <Name extends LiveEventName>(name: Name, data: LiveEvents[Name]) => void
  /** Ends every stream with an error; as long as it is away nothing is answered either. */
  readonly setAway: (isAway: boolean) => void
  readonly streams: () => readonly string[]
  /** Answers a route in another way from now on. */
  readonly answer: <Name extends RouteName>(name: Name, give: NonNullable<Answers[Name]>) => void
}

export function createFakeServer(given: Answers): FakeServer {
  let answers = given
  const calls: { name: RouteName; call: Call }[] = []
  const streams = new Set<FakeStream>()
  let isAway = false
  let sequence = 0

  const answer = async (url: string, init: RequestInit): Promise<Response> => {
    if (isAway) throw new TypeError('Failed to fetch')
    const found = routeOf(new URL(url), init.method ?? 'GET')
    const give = found === undefined ? undefined : answers[found.name]
    if (found === undefined || give === undefined) return failure(404, 'NOT_FOUND', `Nothing is at ${url}.`)
    const call: Call = { id: found.id, query: found.query, body: bodyOf(init) }
    calls.push({ name: found.name, call })
    const given: unknown = await give(call)
    return given instanceof Response ? given : Response.json(given)
  }

  const openEvents = (url: string): EventStream => {
    const stream = new FakeStream(url, () => streams.delete(stream))
    streams.add(stream)
    queueMicrotask(() => {
      if (isAway) stream.dispatchEvent(new Event('error'))
      else stream.emit('hello', { epoch: 'e', sequence, live: 'stream' }, 'e:0')
    })
    return stream
  }

  return {
    transport: { fetch: answer, openEvents },
    calls,
    send: (name, data) => {
      sequence += 1
      for (const stream of streams) stream.emit(name, data, `e:${sequence}`)
    },
    setAway: (value) => {
      isAway = value
      if (value) for (const stream of Array.from(streams)) stream.dispatchEvent(new Event('error'))
    },
    streams: () => [...streams].map(({ url }) => url),
    answer: (name, give) => {
      answers = { ...answers, [name]: give }
    },
  }
}

class FakeStream extends EventTarget implements EventStream {
  readonly url: string
  readonly #onClose: () => void

  constructor(url: string, onClose: () => void) {
    super()
    this.url = url
    this.#onClose = onClose
  }

  emit(name: string, data: unknown, lastEventId: string): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data), lastEventId }))
  }

  close(): void {
    this.#onClose()
  }
}

/** A problem of the API, as the server would answer it. */
export function failure(status: number, code: string, detail: string): Response {
  return Response.json(
    { type: 'about:blank', title: code, status, code, detail, requestId: 'r-7' },
    { status, headers: { 'content-type': 'application/problem+json' } },
  )
}

interface Found {
  readonly name: RouteName
  readonly id: string
  readonly query: URLSearchParams
}

function routeOf(url: URL, method: string): Found | undefined {
  const path = url.pathname.slice(url.pathname.indexOf('/api') + 4)
  for (const [name, route] of Object.entries(routes)) {
    const match = new RegExp(`^${route.path.replace(':id', '(?<id>[^/]+)')}$`).exec(path)
    if (match !== null && route.method === method.toLowerCase()) {
      return {
        name: name as RouteName,
        id: decodeURIComponent(match.groups?.['id'] ?? ''),
        query: url.searchParams,
      }
    }
  }
  return undefined
}

function bodyOf(init: RequestInit): unknown {
  return typeof init.body === 'string' ? JSON.parse(init.body) : undefined
}
