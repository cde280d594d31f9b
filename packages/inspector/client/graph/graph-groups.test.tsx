import * as axe from 'axe-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cleanup } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'

import { makeTask } from '../test/factories.ts'
import { encodeGraph, type GraphTask } from './testing/encode-graph.ts'
import {
  cards,
  found,
  graphOf,
  openGraph,
  places,
  stage,
  untilReady,
  version,
} from './testing/open-graph.tsx'

beforeEach(() => page.viewport(1_280, 800))
afterEach(() => cleanup())

const task = { name: 'resize', view: 'ready', priority: 2, attempt: 1, createdAt: 0 } as const
const group = { name: 'source', kind: 'one', need: 1, on: 'success', optional: false } as const

/** A source, five pictures of it, of which two are finished, and an album of all. */
const tasks: readonly GraphTask[] = [
  { ...task, id: 'source', name: 'download', view: 'finished', groups: [] },
  ...Array.from({ length: 5 }, (_, nth): GraphTask => ({
    ...task,
    id: `picture-${nth}`,
    name: nth === 0 ? 'crop' : 'resize',
    view: nth < 2 ? 'finished' : 'running',
    groups: [{ ...group, sources: ['source'] }],
  })),
  {
    ...task,
    id: 'album',
    name: 'album',
    view: 'blocked',
    groups: [{ ...group, name: 'images', kind: 'many', need: 5, sources: tasksNamed(5) }],
  },
]

function tasksNamed(count: number): string[] {
  return Array.from({ length: count }, (_, nth) => `picture-${nth}`)
}

const columns = encodeGraph({ dagId: 'sample', topology: 'album', isCut: false, tasks })
const select = () => page.getByRole('combobox', { name: 'Group by' })
const texts = (): string[] => cards().map((node) => node.querySelector('[class*=title]')?.textContent ?? '')

test('the key leads to the list of groupings, and what is chosen is in the address', async () => {
  const { router } = await openGraph(graphOf(columns), '?outline=closed')
  await untilReady()
  await expect.poll(() => cards().length).toBe(7)
  await userEvent.keyboard('g')
  await expect.element(select()).toHaveFocus()
  await select().selectOptions('By level')
  await expect.poll(() => texts().toSorted()).toEqual(['Level 2× 5', 'album', 'download'])
  expect(router.state.location.search).toHaveProperty('group', 'level')
  await select().selectOptions('Siblings stacked')
  await expect.poll(() => cards().length).toBe(7)
  expect(router.state.location.search).not.toHaveProperty('group')
})

test.each([
  ['type', ['album', 'crop', 'download', 'resize× 4']],
  ['dependency', ['album', 'images× 5', 'download']],
  ['level', ['Level 2× 5', 'album', 'download']],
  ['finished', ['Finished× 3', 'album', 'resize', 'resize', 'resize']],
])('an address with group=%s opens so', async (name, expected) => {
  await openGraph(graphOf(columns), `?outline=closed&group=${name}`)
  await untilReady()
  await expect.poll(() => texts().toSorted()).toEqual(expected.toSorted())
  await expect.element(select()).toHaveValue(name)
})

test('a group says how many of its tasks are in which state, and unfolds in place', async () => {
  await openGraph(graphOf(columns), '?outline=closed&group=level')
  await untilReady()
  const level = page.getByRole('group', { name: '5 tasks Level 2: 3 running, 2 finished' })
  await expect.element(level).toBeVisible()
  const before = places()
  stage().focus()
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{Enter}')
  await expect.poll(() => cards().length).toBe(7)
  for (const id of ['source', 'album']) expect(places().get(id)).toBe(before.get(id))
})

test('what finishes later stays where it is until Tidy, also when the graph grows', async () => {
  let now = columns
  const { server } = await openGraph(() => now, '?outline=closed&group=finished')
  await untilReady()
  await expect.poll(() => cards().length).toBe(5)
  await expect.poll(() => server.streams().join()).toContain('dag')
  const before = places()
  const view = 'finished' as const
  server.send('tasks', { tasks: [makeTask({ id: 'picture-2', dagId: 'sample', view })] })
  await expect.poll(() => found('#graph-card-picture-2').dataset['state']).toBe(view)
  const grown = tasks.with(3, { ...tasks[3]!, view })
  const late = { ...task, id: 'late', groups: [{ ...group, sources: ['source'] }] } as const
  now = encodeGraph({ dagId: 'sample', topology: 'grown', isCut: false, tasks: [...grown, late] })
  server.send('tasks', { tasks: [makeTask({ id: 'late', dagId: 'sample' })] })
  await expect.poll(() => cards().length).toBe(6)
  for (const [id, place] of before) expect(places().get(id)).toBe(place)
  const ready = version()
  await userEvent.keyboard('t')
  await expect.poll(version).toBe(ready + 1)
  await expect.poll(() => texts().toSorted()).toEqual(['Finished× 4', 'album', 'resize', 'resize', 'resize'])
})

test('at 320 px the tools are in sight, and axe finds nothing', async () => {
  await page.viewport(320, 700)
  await openGraph(graphOf(columns), '?outline=closed&group=dependency')
  await untilReady()
  const { left, right } = select().element().getBoundingClientRect()
  expect(left).toBeGreaterThanOrEqual(0)
  expect(right).toBeLessThanOrEqual(320)
  const { violations } = await axe.run(found('[data-graph-ready]'))
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
})
