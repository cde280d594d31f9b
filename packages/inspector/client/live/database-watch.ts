import type { QueryClient } from '@tanstack/react-query'

import { ApiFailure } from '../api/failure.ts'
import { keys } from '../api/keys.ts'
import type { Queries } from '../api/queries.ts'
import { createStore, type Store } from '../store.ts'
import type { LiveConnection } from './live-connection.ts'

/** What the server knows of its way to the database. */
export interface DatabaseStatus {
  readonly status: 'up' | 'down'
  readonly error?: string | undefined
  readonly cause?: string | undefined
  readonly since?: number | undefined
}

const up: DatabaseStatus = { status: 'up' }
const againMilliseconds = 3_000

interface Watched {
  readonly live: LiveConnection
  readonly cache: QueryClient
  readonly queries: Queries
}

/**
 * Follows whether the database can be reached: by the live stream, and by answers that say that it cannot (503).
 * While it is down the server is asked every three seconds; when it is back, everything shown is read again.
 */
export function watchDatabase({ live, cache, queries }: Watched): Store<DatabaseStatus> {
  const database = createStore(up)
  let isAsking = false

  const ask = async (): Promise<void> => {
    const health = await cache
      .fetchQuery({ ...queries.health(), staleTime: 0, retry: false })
      .catch(() => undefined)
    if (health !== undefined) tell(health)
    if (database.get().status === 'down') setTimeout(() => void ask(), againMilliseconds)
    else isAsking = false
  }
  const tell = (told: DatabaseStatus): void => {
    const was = database.get().status
    if (told.status === 'up') database.set(up)
    else database.set({ ...database.get(), ...told })
    // What is paused stands still; going on reads everything again.
    if (was === 'down' && told.status === 'up' && !live.isPaused) {
      void cache.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.health[0] })
    }
    if (told.status === 'up' || isAsking) return
    isAsking = true
    void ask()
  }

  live.on('database', tell)
  cache.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'error') return
    const error: unknown = event.action.error
    if (error instanceof ApiFailure && error.status === 503) tell({ status: 'down', error: error.message })
  })
  return database
}
