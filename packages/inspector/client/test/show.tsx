import '../styles/tokens.css'
import '../styles/base.css'
import { createMemoryHistory } from '@tanstack/react-router'
import axe from 'axe-core'
import { expect, onTestFinished } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'

import { App } from '../app.tsx'
import { applyPreferences, preferences } from '../preferences/preferences.ts'
import { createInspectorRouter, type InspectorRouter } from '../router/router.tsx'
import { createSession, type Session } from '../session.ts'
import { createFakeServer, type Answers, type FakeServer } from './fake-server.ts'

interface Shown {
  readonly server: FakeServer
  readonly session: Session
  readonly router: InspectorRouter
}

interface ShowOptions {
  readonly theme?: 'light' | 'dark'
}

applyPreferences()

/** Shows the inspector at an address, with a server that answers as told. */
export async function show(
  at: string,
  answers: Answers,
  { theme = 'light' }: ShowOptions = {},
): Promise<Shown> {
  await page.viewport(1_280, 900)
  preferences.set({ theme, clock: 'utc', density: 'comfortable', rail: 'open' })
  const server = createFakeServer(answers)
  const base = `${location.origin}/mount/`
  const session = createSession({ base, transport: server.transport, pollMilliseconds: 50 })
  const router = createInspectorRouter(base, createMemoryHistory({ initialEntries: [`/mount${at}`] }))
  await render(<App session={session} router={router} />)
  onTestFinished(() => session.live.close())
  return { server, session, router }
}

/** Nothing that axe knows of WCAG 2.2 AA and of good practice is broken on what is shown. */
export async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document.body, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  })
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([])
}
