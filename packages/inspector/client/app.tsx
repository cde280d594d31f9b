import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'

import { listenForShortcuts } from './keyboard/shortcuts.ts'
import type { InspectorRouter } from './router/router.tsx'
import { SessionContext, type Session } from './session.ts'

interface AppProps {
  readonly session: Session
  readonly router: InspectorRouter
}

export function App({ session, router }: AppProps) {
  useEffect(() => listenForShortcuts(window), [])
  useEffect(() => followVisibility(session), [session])
  return (
    <SessionContext value={session}>
      <QueryClientProvider client={session.cache}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </SessionContext>
  )
}

/** A hidden page frees its connection after a while; a network that is back is tried at once. */
function followVisibility({ live }: Session): () => void {
  const onVisibility = (): void => live.setHidden(document.hidden)
  const onOnline = (): void => live.retryNow()
  document.addEventListener('visibilitychange', onVisibility)
  window.addEventListener('online', onOnline)
  return () => {
    document.removeEventListener('visibilitychange', onVisibility)
    window.removeEventListener('online', onOnline)
    live.close()
  }
}
