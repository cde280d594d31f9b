import * as axe from 'axe-core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { cleanup } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'

import { makeTask } from '../test/factories.ts'
import { failure } from '../test/fake-server.ts'
import { encodeGraph } from './testing/encode-graph.ts'
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
  version,
} from './testing/open-graph.tsx'
import { idOf, sampleGraph } from './testing/sample-graph.ts'
import { pipeline } from './testing/shapes.ts'

beforeEach(() => page.viewport(1_280, 800))
afterEach(async () => {
  await cleanup()
  delete document.documentElement.dataset['theme']
})

/** Until something has been the same for a quarter of a second of frames. */
async function resting(read: () => string): Promise<void> {
  let [known, frames] = [read(), 0]
  while (frames < 15) {
    await new Promise((resolve) => requestAnimationFrame(resolve))
    frames = read() === known ? frames + 1 : 0
    known = read()
  }
}

test('a change of state moves no task', async () => {
  const { server } = await openGraph(graphOf(small()))
  await untilReady()
  await expect.poll(() => cards().length).toBe(30)
  const before = places()
  server.send('tasks', { tasks: [makeTask({ id: idOf(25), dagId: 'sample', view: 'failed' })] })
  await expect.poll(() => card(idOf(25)).textContent).toContain('Failed')
  expect(card(idOf(25)).dataset['state']).toBe('failed')
  expect(places()).toEqual(before)
})

test('a new task moves no other until Tidy', async () => {
  let columns = sampleGraph(pipeline(30), { failures: 0 })
  const { server } = await openGraph(() => columns)
  await untilReady()
  await expect.poll(() => cards().length).toBe(30)
  const before = places()
  columns = sampleGraph(pipeline(31), { failures: 0 })
  server.send('tasks', { tasks: [makeTask({ id: idOf(30), dagId: 'sample' })] })
  await expect.element(page.getByRole('button', { name: /1 new/ })).toBeVisible()
  await expect.poll(() => cards().length).toBe(31)
  const after = places()
  for (const [id, place] of before) expect(after.get(id)).toBe(place)
  expect([...document.querySelectorAll('[data-new]')].map(({ id }) => id)).toEqual([`graph-card-${idOf(30)}`])
  const ready = version()
  await page.getByRole('button', { name: /1 new/ }).click()
  await expect.poll(version).toBe(ready + 1)
  await expect.element(page.getByRole('button', { name: /1 new/ })).not.toBeInTheDocument()
})

test('Tidy glides, and the task that the reader is at stays where it is on the screen', async () => {
  let columns = sampleGraph(pipeline(30), { failures: 0 })
  const { server } = await openGraph(() => columns, '?outline=closed&v=20,60,0.7')
  await untilReady()
  await expect.poll(() => found('.react-flow__viewport').style.transform).toContain('scale(0.7)')
  columns = sampleGraph(pipeline(60), { failures: 0 })
  server.send('tasks', { tasks: [makeTask({ id: idOf(40), dagId: 'sample' })] })
  await expect.element(page.getByRole('button', { name: /new · Tidy/ })).toBeVisible()
  stage().focus()
  await userEvent.keyboard('{ArrowRight}{ArrowRight}')
  const at = stage().getAttribute('aria-activedescendant') ?? ''
  const corner = (): string => {
    const { left, top } = found(`#${at}`).getBoundingClientRect()
    return `${Math.round(left)},${Math.round(top)}`
  }
  await expect.poll(() => document.getElementById(at)).not.toBeNull()
  await resting(corner)
  const before = corner()
  const others = places()
  const ready = version()
  await userEvent.keyboard('t')
  await expect.poll(version).toBe(ready + 1)
  await expect.poll(corner).toBe(before)
  expect(places()).not.toEqual(others)
  await resting(() => [...places().values()].join(' '))
  expect(corner()).toBe(before)
})

test('the graph is one tab stop, and is walked by keys alone', async () => {
  const { router } = await openGraph(graphOf(small()))
  await untilReady()
  expect(stage().querySelectorAll('.react-flow__renderer [tabindex="0"]')).toHaveLength(0)
  stage().focus()
  await userEvent.keyboard('{ArrowRight}')
  const first = stage().getAttribute('aria-activedescendant')
  expect(document.getElementById(first ?? '')?.getAttribute('aria-label')).toContain('finished')
  await expect.element(page.getByText(/^\w+ 65f1c0de.*finished, priority/).first()).toBeInTheDocument()
  await userEvent.keyboard('{ArrowRight}')
  expect(stage().getAttribute('aria-activedescendant')).not.toBe(first)
  await userEvent.keyboard('{ArrowLeft}{ArrowDown}{End}{Home}{Enter}')
  await expect.element(page.getByRole('complementary', { name: 'Task' })).toBeVisible()
  expect(router.state.location.search).toHaveProperty('task')
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByRole('complementary', { name: 'Task' })).not.toBeInTheDocument()
})

test('a query is in the address, and steps through what it finds', async () => {
  const { router } = await openGraph(graphOf(small()), '?outline=closed')
  await untilReady()
  await userEvent.keyboard('/')
  await userEvent.keyboard('state:running')
  await expect.poll(() => router.state.location.search).toHaveProperty('q', 'state:running')
  await expect.element(page.getByText(/\d+ found/)).toBeVisible()
  expect(document.querySelectorAll('[data-dim]').length).toBeGreaterThan(0)
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => router.state.location.search).toHaveProperty('task')
})

test('what is found is laid out alone, and all of it again', async () => {
  await openGraph(graphOf(small()), '?outline=closed')
  await untilReady()
  await expect.poll(() => cards().length).toBe(30)
  await userEvent.keyboard('/')
  await userEvent.keyboard('state:running')
  await expect.element(page.getByText(/\d+ found/)).toBeVisible()
  await userEvent.keyboard('{Escape}i')
  await expect.poll(() => cards().length).toBeLessThan(30)
  expect(document.querySelectorAll('[data-dim]')).toHaveLength(0)
  await userEvent.keyboard('i')
  await expect.poll(() => cards().length).toBe(30)
})

test('another direction is another layout, all in sight', async () => {
  await openGraph(graphOf(small()), '?outline=closed')
  await untilReady()
  const ready = version()
  stage().focus()
  await userEvent.keyboard('d')
  await expect.poll(version).toBe(ready + 1)
  const room = stage().getBoundingClientRect()
  await expect
    .poll(() => cards().every((node) => node.getBoundingClientRect().right <= room.right))
    .toBe(true)
})

test('questions: what blocks, what failed first, what decides the end', async () => {
  const { router } = await openGraph(graphOf(sampleGraph(pipeline(60), { failures: 0.1 })))
  await untilReady()
  stage().focus()
  await userEvent.keyboard('b')
  await expect.element(page.getByText(/everything here waits for/)).toBeVisible()
  await userEvent.keyboard('r')
  await expect.element(page.getByText(/failed by (itself|themselves)/)).toBeVisible()
  await userEvent.keyboard('c')
  await expect.element(page.getByText(/decide when this ends/)).toBeVisible()
  await userEvent.keyboard('h')
  await expect.poll(() => router.state.location.search).toMatchObject({ show: 'critical', hide: 'finished' })
})

test('a graph of 10,000 tasks opens with at most 300 cards, at every zoom', async () => {
  await openGraph(graphOf(sampleGraph(pipeline(10_000))))
  await untilReady()
  expect(cards().length).toBeLessThanOrEqual(300)
  stage().focus()
  for (const key of ['0', '-', '-', '-', '-', 'f']) {
    await userEvent.keyboard(key)
    expect(cards().length).toBeLessThanOrEqual(300)
  }
})

test('cards come when the zoom rests, and far away there are none', async () => {
  await openGraph(graphOf(sampleGraph(pipeline(2_000))), '?outline=closed')
  await untilReady()
  await expect.poll(() => stage().dataset['level']).toMatch(/shape|dot/)
  await expect.poll(() => cards().length).toBe(0)
  stage().focus()
  await userEvent.keyboard('0')
  await expect.poll(() => stage().dataset['level']).toBe('full')
  await expect.poll(() => cards().length).toBeGreaterThan(10)
  await expect.poll(() => stage().dataset['detail']).toBe('full')
  await userEvent.keyboard('f')
  await expect.poll(() => getComputedStyle(found('.react-flow__nodes')).opacity).toBe('0')
  await expect.poll(() => cards().length).toBe(0)
})

test.each(['light', 'dark'])('axe finds nothing in the %s theme', async (theme) => {
  document.documentElement.dataset['theme'] = theme
  await openGraph(graphOf(sampleGraph(pipeline(60), { failures: 0.1 })), '?show=root')
  await untilReady()
  await expect.poll(() => cards().length).toBeGreaterThan(30)
  const { violations } = await axe.run(found('[data-graph-ready]'))
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
})

test('the address keeps the selection, the view and what is hidden', async () => {
  await openGraph(graphOf(small()), `?task=${idOf(12)}&v=10,20,0.7&hide=finished&outline=closed`)
  await untilReady()
  await expect.poll(() => found('.react-flow__viewport').style.transform).toContain('scale(0.7)')
  await expect.element(page.getByRole('complementary', { name: 'Task' })).toBeVisible()
  await expect
    .element(page.getByRole('button', { name: 'Hide finished' }))
    .toHaveAttribute('aria-pressed', 'true')
})

test('identical siblings are a stack, which unfolds in place', async () => {
  const task = { name: 'resize', view: 'ready', priority: 2, attempt: 1, createdAt: 0 } as const
  const group = { name: 'source', kind: 'one', need: 1, on: 'success', optional: false } as const
  const siblings = Array.from({ length: 12 }, (_, nth) => ({
    ...task,
    id: `resize-${nth}`,
    groups: [{ ...group, sources: ['source'] }],
  }))
  const source = { ...task, id: 'source', name: 'download', groups: [] }
  await openGraph(
    graphOf(encodeGraph({ dagId: 'sample', topology: 'fan', isCut: false, tasks: [source, ...siblings] })),
  )
  await untilReady()
  await expect.poll(() => cards().length).toBe(2)
  const before = places().get('source')
  stage().focus()
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{Enter}')
  await expect.poll(() => cards().length).toBe(13)
  expect(places().get('source')).toBe(before)
})

test('what is shown is saved as a file', async () => {
  const saved: string[] = []
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function save(
    this: HTMLAnchorElement,
  ) {
    saved.push(this.download)
  })
  await openGraph(graphOf(small()))
  await untilReady()
  for (const kind of ['DOT', 'Mermaid', 'SVG', 'PNG']) {
    await page.getByLabelText('Export').click()
    await page.getByRole('button', { name: kind, exact: true }).click()
  }
  await expect
    .poll(() => saved.toSorted())
    .toEqual(['dag-sample.dot', 'dag-sample.mmd', 'dag-sample.png', 'dag-sample.svg'])
  click.mockRestore()
})

/** Moves the pointer to the middle between two tasks. */
const pointAtEdge = (): string => {
  const [from, to] = [card('a').getBoundingClientRect(), card('b').getBoundingClientRect()]
  const [clientX, clientY] = [(from.right + to.left) / 2, (from.top + to.bottom) / 2]
  found('.react-flow__pane').dispatchEvent(new MouseEvent('mousemove', { bubbles: true, clientX, clientY }))
  return stage().textContent
}

test('an edge under the pointer says what it asks for, and since when it has it', async () => {
  const task = { priority: 2, attempt: 1, createdAt: 0 } as const
  const group = { name: 'source', kind: 'one', need: 1, on: 'success', optional: false } as const
  const tasks = [
    { ...task, id: 'a', name: 'download', view: 'finished', settledAt: 5_000, groups: [] },
    { ...task, id: 'b', name: 'resize', view: 'ready', groups: [{ ...group, sources: ['a'] }] },
  ] as const
  await openGraph(graphOf(encodeGraph({ dagId: 'sample', topology: 'two', isCut: false, tasks })))
  await untilReady()
  await expect.poll(() => cards().length).toBe(2)
  await expect.poll(pointAtEdge).toContain('resize needs download')
  await expect.poll(pointAtEdge).toMatch(/source: it must finish.*has what it needs, since/)
})

test('a circle and missing dependencies are told', async () => {
  const task = { view: 'blocked', priority: 2, attempt: 1, createdAt: 0 } as const
  const group = { name: 'needs', kind: 'one', need: 1, on: 'success', optional: false } as const
  const tasks = [
    { ...task, id: 'a', name: 'a', groups: [{ ...group, sources: ['b'] }] },
    { ...task, id: 'b', name: 'b', groups: [{ ...group, sources: ['a'] }] },
    { ...task, id: 'c', name: 'c', groups: [{ ...group, sources: ['gone'] }] },
  ]
  await openGraph(graphOf(encodeGraph({ dagId: 'sample', topology: 'circle', isCut: true, tasks })))
  await untilReady()
  await expect.element(page.getByText(/go round in a circle.*: .*a, b|b, a/)).toBeVisible()
  await expect.element(page.getByText(/exist no more: c/)).toBeVisible()
  await expect.element(page.getByText(/Only the first 3 tasks/)).toBeVisible()
})

test('without tasks, and without an answer', async () => {
  await openGraph(graphOf(encodeGraph({ dagId: 'sample', topology: 'none', isCut: false, tasks: [] })))
  await expect.element(page.getByText('This DAG has no tasks')).toBeVisible()
  await cleanup()
  await openGraph(() => failure(403, 'FORBIDDEN', 'You may not see it.'))
  await expect.element(page.getByText('The graph could not be shown')).toBeVisible()
})
