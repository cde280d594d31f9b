import '../styles/tokens.css'
import '../styles/base.css'
import { createMemoryHistory } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'

import { App } from '../app.tsx'
import { applyPreferences } from '../preferences/preferences.ts'
import { createInspectorRouter } from '../router/router.tsx'
import { createSession } from '../session.ts'
import { answersFor } from './answers.ts'
import { createFakeServer } from './fake-server.ts'

/** The whole inspector on a made world: `preview.html?at=/tasks&tasks=2000&dags=40`, for looking at screens. */
const query = new URLSearchParams(location.search)
const server = createFakeServer(
  answersFor({ tasks: Number(query.get('tasks') ?? 2_000), dags: Number(query.get('dags') ?? 40) }),
)
const base = `${location.origin}/`
const session = createSession({ base, transport: server.transport })
const history = createMemoryHistory({ initialEntries: [query.get('at') ?? '/'] })

applyPreferences()
const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(<App session={session} router={createInspectorRouter(base, history)} />)
}
