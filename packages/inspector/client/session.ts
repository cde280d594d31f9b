import { QueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect } from 'react'

import { ApiFailure } from './api/failure.ts'
import { queriesVia, type Queries } from './api/queries.ts'
import { requestVia, type Request } from './api/request.ts'
import { browserTransport, type Transport } from './api/transport.ts'
import { watchDatabase, type DatabaseStatus } from './live/database-watch.ts'
import { followPause } from './live/follow-pause.ts'
import { LiveConnection } from './live/live-connection.ts'
import { patchCache } from './live/patch-cache.ts'
import type { Store } from './store.ts'

/** What a page stands on: the way to the server, the cache of what it said, and the stream of what changes. */
export interface Session {
  /** The address of the mount, with a slash at its end. */
  readonly base: string
  readonly request: Request
  readonly queries: Queries
  readonly cache: QueryClient
  readonly live: LiveConnection
  readonly database: Store<DatabaseStatus>
}

interface SessionOptions {
  readonly base?: string
  readonly transport?: Transport
  readonly pollMilliseconds?: number
}

export function createSession(options: SessionOptions = {}): Session {
  const base = options.base ?? mountAddress()
  const transport = options.transport ?? browserTransport
  const request = requestVia(transport, base)
  const queries = queriesVia(request, () => live.isPaused)
  const cache = createCache()
  const live: LiveConnection = new LiveConnection({
    transport,
    base,
    poll: () => refreshAll(cache, queries),
    onGap: () =>
      void cache.invalidateQueries({
        predicate: ({ queryKey, state }) => isTold.has(String(queryKey[0])) || state.status === 'error',
      }),
    ...(options.pollMilliseconds === undefined ? {} : { pollMilliseconds: options.pollMilliseconds }),
  })
  patchCache(live, cache)
  followPause(live, cache)
  const database = watchDatabase({ live, cache, queries })
  return { base, request, queries, cache, live, database }
}

/** What the live stream tells changes of, by the first word of its key. */
const isTold = new Set([
  'stats',
  'tasks',
  'task',
  'task-events',
  'dag',
  'dag-graph',
  'dag-timeline',
  'action',
])

/** The server writes the mount into `<base href>`; without it the client stands at the root of its origin. */
function mountAddress(): string {
  return document.querySelector('base') === null ? `${location.origin}/` : document.baseURI
}

function createCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        retry: (count, error) => isWorthAnotherTry(error) && count < 2,
        refetchOnWindowFocus: false,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
}

/** What the server refused it refuses again; a lost connection is watched by the live connection. */
function isWorthAnotherTry(error: unknown): boolean {
  return error instanceof ApiFailure && error.status >= 500
}

async function refreshAll(cache: QueryClient, queries: Queries): Promise<boolean> {
  try {
    await cache.fetchQuery({ ...queries.health(), staleTime: 0, retry: false })
  } catch (error) {
    if (error instanceof ApiFailure && error.isOffline) return false
  }
  await cache.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'health' })
  return true
}

export const SessionContext = createContext<Session | undefined>(undefined)

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === undefined) throw new Error('useSession() is called outside of <SessionContext>.')
  return session
}

/** Follows a topic of the live stream while the component is shown. */
export function useTopic(topic: string | undefined): void {
  const { live } = useSession()
  useEffect(() => (topic === undefined ? undefined : live.want(topic)), [live, topic])
}
