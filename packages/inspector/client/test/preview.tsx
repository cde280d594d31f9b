import '../styles/tokens.css'
import '../styles/base.css'
import { createMemoryHistory } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'

import { App } from '../app.tsx'
import { sampleGraph } from '../graph/testing/sample-graph.ts'
import { lockfile } from '../graph/testing/shapes.ts'
import { timelineOf } from '../graph/testing/timeline-of.ts'
import { applyPreferences } from '../preferences/preferences.ts'
import { createInspectorRouter } from '../router/router.tsx'
import { createSession } from '../session.ts'
import { answersFor } from './answers.ts'
import { createFakeServer } from './fake-server.ts'

/** The whole inspector on a made world: `preview.html?at=/tasks&tasks=2000&dags=40`, for looking at screens. */
const query = new URLSearchParams(location.search)
const tasks = Number(query.get('tasks') ?? 2_000)
const graph = sampleGraph(lockfile(Math.max(tasks, 1)), { now: Date.now() })
const server = createFakeServer({
  ...answersFor({ tasks, dags: Number(query.get('dags') ?? 40) }),
  dagGraph: () => graph,
  dagTimeline: () => timelineOf(graph),
})
const base = `${location.origin}/`
const session = createSession({ base, transport: server.transport })
const history = createMemoryHistory({ initialEntries: [query.get('at') ?? '/'] })

applyPreferences()
const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(<App session={session} router={createInspectorRouter(base, history)} />)
}
