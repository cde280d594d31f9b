import '../../styles/tokens.css'
import '../../styles/base.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { lazy, startTransition, StrictMode, Suspense, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'

import { listenForShortcuts } from '../../keyboard/shortcuts.ts'
import type { GraphSearch } from '../../router/search.ts'
import { createSession, SessionContext } from '../../session.ts'
import { benchEvents, install } from './bench-tools.ts'

const GraphView = lazy(async () => ({ default: (await import('../graph-view.tsx')).GraphView }))
const StockGraph = lazy(async () => ({ default: (await import('./stock-graph.tsx')).StockGraph }))

const query = new URLSearchParams(location.search)
const size = query.get('n') ?? '400'
const theme = query.get('theme')
if (theme !== null) document.documentElement.dataset['theme'] = theme

/** The graph view alone, on a server that only gives graphs: opened by a click, as from a list. */
const session = createSession({
  base: `${location.origin}/`,
  transport: {
    fetch: (url, init) => fetch(url.replace('/dags/', `/${query.get('shape') ?? 'pipeline'}/`), init),
    openEvents: () => benchEvents,
  },
})

function Bench() {
  const [isOpen, setOpen] = useState(query.has('open'))
  const [search, setSearch] = useState<GraphSearch>(Object.fromEntries(query))
  useEffect(() => listenForShortcuts(window), [])
  if (!isOpen) {
    return (
      <button type="button" id="open" onClick={() => startTransition(() => setOpen(true))}>
        Open
      </button>
    )
  }
  return query.get('mode') === 'stock' ? (
    <StockGraph dagId={size} />
  ) : (
    <GraphView
      dagId={size}
      search={search}
      onSearch={(patch) => setSearch((known) => ({ ...known, ...patch }))}
    />
  )
}

install()
const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <SessionContext value={session}>
        <QueryClientProvider client={session.cache}>
          {/* Around what is clicked, as the frame of the app is around every page: what was there stays until the code has come. */}
          <Suspense fallback={null}>
            <Bench />
          </Suspense>
        </QueryClientProvider>
      </SessionContext>
    </StrictMode>,
  )
}
