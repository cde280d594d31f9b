import * as axe from 'axe-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cleanup } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'

import { makeTask } from '../../test/factories.ts'
import { failure } from '../../test/fake-server.ts'
import {
  card,
  cards,
  found,
  graphOf,
  openGraph,
  places,
  small,
  stage,
  untilReady,
} from '../testing/open-graph.tsx'
import { idOf, sampleGraph } from '../testing/sample-graph.ts'
import { pipeline } from '../testing/shapes.ts'
import { timelineOf } from '../testing/timeline-of.ts'

beforeEach(() => page.viewport(1_280, 800))
afterEach(async () => {
  await cleanup()
  delete document.documentElement.dataset['theme']
})

const columns = small()
const open = (search = '', of = columns) =>
  openGraph(graphOf(of), search, { dagTimeline: () => timelineOf(of) })
const bar = () => page.getByRole('group', { name: 'Playback' })
const moment = (): HTMLInputElement => found('input[aria-label=Moment]') as HTMLInputElement
const statesShown = (): Map<string, string> =>
  new Map(
    cards().map((node) => [
      node.dataset['id'] ?? '',
      node.querySelector('[data-state]')?.getAttribute('data-state') ?? 'none',
    ]),
  )

/** Changes the range as the hand of a reader does. */
async function drag(value: number): Promise<void> {
  await expect.element(bar().getByRole('slider', { name: 'Moment' })).toBeVisible()
  const range = moment()
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(range, String(value))
  range.dispatchEvent(new Event('input', { bubbles: true }))
}

test('P plays what has happened, from the start to the end, and nothing moves', async () => {
  const { router } = await open('?outline=closed')
  await untilReady()
  await expect.poll(() => cards().length).toBe(30)
  const before = places()
  const live = statesShown()
  stage().focus()
  await userEvent.keyboard('p')
  await expect.element(bar().getByRole('button', { name: 'Live' })).toBeVisible()
  await bar().getByRole('combobox').selectOptions('in 1 s')
  await expect.element(bar().getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  await expect.poll(() => moment().value).toBe(moment().max)
  await expect.poll(() => router.state.location.search).toHaveProperty('at', moment().max)
  const known = [...live].filter(([, state]) => state === 'finished' || state === 'running')
  expect(known.length).toBeGreaterThan(10)
  for (const [id, state] of known) expect(statesShown().get(id)).toBe(state)
  expect(places()).toEqual(before)
})

test('a moment of the address is shown as it was, and steps go from change to change', async () => {
  const { router } = await open(`?outline=closed&at=${columns.base}`)
  await untilReady()
  await expect.element(bar().getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  await expect.poll(() => new Set(statesShown().values())).toEqual(new Set(['blocked']))
  await userEvent.keyboard('.')
  await expect.poll(() => [...statesShown().values()].filter((state) => state === 'running')).toHaveLength(1)
  await expect.element(bar().getByTitle('1 running')).toBeVisible()
  await userEvent.keyboard(',')
  await expect.poll(() => new Set(statesShown().values())).toEqual(new Set(['blocked']))
  await expect.poll(() => router.state.location.search).toHaveProperty('at', String(columns.base))
})

test('the live stream does not disturb it, and is shown when it is left', async () => {
  const { server, router } = await open(`?outline=closed&at=${columns.base}`)
  await untilReady()
  await expect.poll(() => new Set(statesShown().values())).toEqual(new Set(['blocked']))
  server.send('tasks', { tasks: [makeTask({ id: idOf(25), dagId: 'sample', view: 'failed' })] })
  await drag(columns.base + 1)
  await expect.poll(() => router.state.location.search).toHaveProperty('at', String(columns.base + 1))
  expect(new Set(statesShown().values())).toEqual(new Set(['blocked']))
  stage().focus()
  await userEvent.keyboard('{Escape}')
  await expect.element(bar()).not.toBeInTheDocument()
  await expect.poll(() => card(idOf(25)).textContent).toContain('Failed')
  expect(router.state.location.search).not.toHaveProperty('at')
})

test('tasks that came later are not there before', async () => {
  const grown = timelineOf(columns)
  const segments = grown.segments.filter(([place, , from]) => place !== 29 || from > 400_000)
  const late = { ...grown, segments: [...segments, [29, 1, 500_000, null, -1] as const] as typeof segments }
  await openGraph(graphOf(columns), `?outline=closed&at=${columns.base}`, { dagTimeline: () => late })
  await untilReady()
  await expect.poll(() => new Set(statesShown().values())).toEqual(new Set(['blocked', 'none']))
  expect(document.getElementById(`graph-card-${idOf(29)}`)).toBeNull()
  await drag(columns.base + 600_000)
  await expect.poll(() => document.getElementById(`graph-card-${idOf(29)}`)).not.toBeNull()
})

test('the timeline marks the same moment, and leads back to it', async () => {
  const { router } = await open(`?at=${columns.base + 300_000}`)
  await untilReady()
  await bar().getByRole('link', { name: 'This moment on the timeline' }).click()
  await page.getByRole('link', { name: 'The graph at this moment' }).click()
  await expect.element(bar().getByRole('slider', { name: 'Moment' })).toBeVisible()
  expect(router.state.location).toMatchObject({
    pathname: '/dags/sample/graph',
    search: { at: String(columns.base + 300_000) },
  })
})

test('ten thousand tasks are played', async () => {
  const many = sampleGraph(pipeline(10_000))
  await open(`?outline=closed&at=${many.base}`, many)
  await untilReady()
  await expect.element(bar().getByTitle('10,000 blocked')).toBeVisible()
  await bar().getByRole('combobox').selectOptions('in 1 s')
  await bar().getByRole('button', { name: 'Play', exact: true }).click()
  await expect.element(bar().getByTitle(/[\d,]+ finished/)).toBeVisible()
  await expect.poll(() => moment().value).toBe(moment().max)
  expect(cards().length).toBeLessThanOrEqual(300)
})

test('what cannot be read is said, and read again', async () => {
  let isDown = true
  await openGraph(graphOf(columns), `?at=${columns.base}`, {
    dagTimeline: () => (isDown ? failure(403, 'FORBIDDEN', 'You may not see it.') : timelineOf(columns)),
  })
  await untilReady()
  await expect.element(bar().getByText(/You may not see it/)).toBeVisible()
  isDown = false
  await bar().getByRole('button', { name: 'Try again' }).click()
  await expect.element(bar().getByRole('slider', { name: 'Moment' })).toBeVisible()
})

test.each(['light', 'dark'])('axe finds nothing in the %s theme', async (theme) => {
  document.documentElement.dataset['theme'] = theme
  await open(`?at=${columns.base + 300_000}`)
  await untilReady()
  await expect.element(bar().getByRole('slider', { name: 'Moment' })).toBeVisible()
  const { violations } = await axe.run(found('[data-graph-ready]'))
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
})
