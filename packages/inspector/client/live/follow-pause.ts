import type { QueryClient } from '@tanstack/react-query'

import type { LiveConnection } from './live-connection.ts'

/** What is read again every few seconds stands still while the reader pauses, and is read at once when they go on. */
export function followPause(live: LiveConnection, cache: QueryClient): void {
  let wasPaused = false
  live.status.subscribe(() => {
    if (live.isPaused === wasPaused) return
    wasPaused = live.isPaused
    const observers = cache
      .getQueryCache()
      .getAll()
      .flatMap((query) => query.observers)
      .filter(({ options }) => options.refetchInterval !== undefined)
    for (const observer of observers) {
      // An interval is asked for anew when options are set, and only then.
      observer.setOptions(observer.options)
      if (!wasPaused) void observer.refetch()
    }
  })
}
