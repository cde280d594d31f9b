import { afterEach, beforeEach, expect, test } from 'vitest'
import { cleanup } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'

import type { ViewState } from '../../shared/view-states.ts'
import { makeTask, worldTime } from '../test/factories.ts'
import { encodeGraph, type GraphTask } from './testing/encode-graph.ts'
import { cards, graphOf, openGraph, places, stage, untilReady } from './testing/open-graph.tsx'

beforeEach(() => page.viewport(1_280, 800))
afterEach(() => cleanup())

const task = { priority: 2, attempt: 1, createdAt: 0 } as const
const group = { name: 'needs', kind: 'one', need: 1, on: 'success', optional: false } as const

/** A chain of tasks in these states; those that failed with the first say so. */
function chain(views: Readonly<Record<string, ViewState>>) {
  const ids = Object.keys(views)
  const tasks = ids.map((id, place): GraphTask => ({
    ...task,
    id,
    name: `do-${id}`,
    view: views[id]!,
    rootCauseId: views[id] === 'failed-upstream' ? ids[0] : undefined,
    groups: place === 0 ? [] : [{ ...group, sources: [ids[place - 1]!] }],
  }))
  return encodeGraph({ dagId: 'sample', topology: ids.join(), isCut: false, tasks })
}

const changes = (views: Readonly<Record<string, ViewState>>) => ({
  tasks: Object.entries(views).map(([id, view]) => makeTask({ id, dagId: 'sample', view })),
})

test('root causes are right after a cascade, and after a retry', async () => {
  let columns = chain({ a: 'running', b: 'blocked', c: 'blocked' })
  const { server } = await openGraph(() => columns, '?outline=closed&show=root')
  await untilReady()
  await expect.element(page.getByText('Nothing failed.')).toBeVisible()
  await expect.poll(() => server.streams().join()).toContain('dag')
  columns = chain({ a: 'failed', b: 'failed-upstream', c: 'failed-upstream' })
  server.send('tasks', changes({ a: 'failed', b: 'failed-upstream', c: 'failed-upstream' }))
  await expect
    .element(page.getByText('1 task failed by themselves, and took 2 more with them.'))
    .toBeVisible()
  columns = chain({ a: 'failed', b: 'failed-upstream', c: 'skipped' })
  server.send('tasks', changes({ c: 'skipped' }))
  await expect
    .element(page.getByText('1 task failed by themselves, and took 1 more with them.'))
    .toBeVisible()
  columns = chain({ a: 'ready', b: 'blocked', c: 'blocked' })
  server.send('tasks', changes({ a: 'ready', b: 'blocked', c: 'blocked' }))
  await expect.element(page.getByText('Nothing failed.')).toBeVisible()
})

test('what is laid out alone stays the same when the graph grows before it', async () => {
  let columns = chain({ a: 'finished', b: 'finished', c: 'running', d: 'blocked' })
  const { server } = await openGraph(() => columns, '?outline=closed')
  await untilReady()
  await expect.poll(() => cards().length).toBe(4)
  await userEvent.keyboard('/')
  await userEvent.keyboard('do-c')
  await expect.element(page.getByText('1 found')).toBeVisible()
  await userEvent.keyboard('{Escape}{Escape}i')
  await expect.poll(() => [...places().keys()]).toEqual(['c'])
  columns = chain({ a: 'finished', a2: 'finished', b: 'finished', c: 'finished', d: 'running' })
  server.send('tasks', changes({ a2: 'finished', c: 'finished', d: 'running' }))
  await expect.poll(() => stage().getAttribute('aria-label')).toContain('5 tasks')
  expect([...places().keys()]).toEqual(['c'])
})

/** What the answer lists. */
const rows = (): (string | null)[] =>
  [...document.querySelectorAll('ol button')].map((row) => row.textContent)

test('why blocked: how long each task that is waited for will take still', async () => {
  const now = worldTime
  const past = { ...task, name: 'resize', view: 'finished', groups: [] } as const
  const tasks: readonly GraphTask[] = [
    { ...past, id: 'a', startedAt: now - 90_000, settledAt: now - 30_000 },
    { ...task, id: 'b', name: 'resize', view: 'ready', groups: [] },
    { ...task, id: 'c', name: 'resize', view: 'running', startedAt: now - 600_000, groups: [] },
    { ...task, id: 'd', name: 'upload', view: 'ready', groups: [] },
    {
      ...task,
      id: 'e',
      name: 'album',
      view: 'blocked',
      groups: [{ ...group, kind: 'many', need: 3, sources: ['b', 'c', 'd'] }],
    },
  ]
  const columns = encodeGraph({ dagId: 'sample', topology: 'left', isCut: false, tasks })
  await openGraph(graphOf(columns), '?outline=closed&show=blocked')
  await untilReady()
  await expect.poll(rows).toEqual(['1resizeany momentRunning', '2resizeabout 1 mReady', '3uploadReady'])
})
