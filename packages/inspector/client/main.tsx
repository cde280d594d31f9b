import './styles/tokens.css'
import './styles/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { App } from './app.tsx'
import { applyPreferences } from './preferences/preferences.ts'
import { createInspectorRouter } from './router/router.tsx'
import { createSession } from './session.ts'

applyPreferences()

const session = createSession()
const router = createInspectorRouter(session.base)
const root = document.getElementById('root')

if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App session={session} router={router} />
    </StrictMode>,
  )
}
