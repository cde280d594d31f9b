import { afterEach, beforeEach, expect, test } from 'vitest'
import { cleanup } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'

import type { GraphColumns } from '../../shared/graph-columns.ts'
import { makeTask } from '../test/factories.ts'
import { encodeGraph, type GraphTask } from './testing/encode-graph.ts'
import { card, cards, found, graphOf, openGraph, stage, untilReady } from './testing/open-graph.tsx'

beforeEach(() => page.viewport(1_280, 800))
afterEach(() => cleanup())

const task = { view: 'blocked', priority: 2, attempt: 1, createdAt: 0 } as const
const group = { kind: 'one', need: 1, on: 'success', optional: false } as const
const download: GraphTask = {
  ...task,
  id: 'a',
  name: 'download',
  view: 'finished',
  settledAt: 5_000,
  groups: [],
}
const resize: GraphTask = {
  ...task,
  id: 'b',
  name: 'resize',
  view: 'running',
  groups: [{ ...group, name: 'source', sources: ['a'] }],
}
const album: GraphTask = {
  ...task,
  id: 'c',
  name: 'album',
  groups: [{ ...group, name: 'images', optional: true, sources: ['b'] }],
}

const graphWith = (tasks: readonly GraphTask[]): GraphColumns =>
  encodeGraph({ dagId: 'sample', topology: tasks.map(({ id }) => id).join(), isCut: false, tasks })

const tip = () => document.querySelector('[class*=edgeTip]')
const spoken = (): string | undefined =>
  document.querySelector('[aria-live=polite].visually-hidden')?.textContent

async function openAtResize(): Promise<void> {
  await openGraph(graphOf(graphWith([download, resize, album])), '?outline=closed')
  await untilReady()
  await expect.poll(() => cards().length).toBe(3)
  stage().focus()
  await userEvent.keyboard('{ArrowRight}{ArrowRight}')
  await expect.poll(spoken).toContain('resize b, running')
}

test('the edges of the task at the keyboard are read one after the other', async () => {
  await openAtResize()
  await userEvent.keyboard('e')
  await expect.poll(() => tip()?.textContent).toContain('resize needs download')
  expect(spoken()).toMatch(
    /^resize needs download; source: it must finish; has what it needs, since .*; 1 of 2$/,
  )
  await userEvent.keyboard('e')
  await expect
    .poll(spoken)
    .toBe('album needs resize; images: it must finish; may go unmet; waits for it now; 2 of 2')
  expect(tip()?.textContent).toContain('album needs resize')
  await userEvent.keyboard('e')
  await expect.poll(spoken).toContain('1 of 2')
  await userEvent.keyboard('E')
  await expect.poll(spoken).toContain('2 of 2')
})

test('Enter goes to the other end of the edge, and Escape away from it', async () => {
  await openAtResize()
  await userEvent.keyboard('E{Enter}')
  expect(stage().getAttribute('aria-activedescendant')).toBe('graph-card-c')
  expect(tip()).toBeNull()
  await userEvent.keyboard('e')
  await expect.poll(() => tip()?.textContent).toContain('album needs resize')
  await userEvent.keyboard('{Escape}')
  await expect.poll(tip).toBeNull()
  expect(stage().getAttribute('aria-activedescendant')).toBe('graph-card-c')
  await expect.poll(spoken).toContain('album c, blocked')
})

test('the sheet of keys tells of them', async () => {
  await openAtResize()
  await userEvent.keyboard('?')
  await expect
    .element(page.getByText('Read the next edge of a task; Enter goes to its other end'))
    .toBeVisible()
})

test('the tip stands in the stage however far the view has moved', async () => {
  await openAtResize()
  await userEvent.keyboard('e')
  await expect.poll(tip).not.toBeNull()
  await userEvent.keyboard('++++++')
  const room = stage().getBoundingClientRect()
  await expect
    .poll(() => {
      const box = tip()?.getBoundingClientRect()
      return box !== undefined && box.left >= room.left && box.right <= room.right && box.top >= room.top
    })
    .toBe(true)
})

test('an edge that is being read is the same one when the graph has grown', async () => {
  let columns = graphWith([download, resize, album])
  const { server } = await openGraph(() => columns, '?outline=closed')
  await untilReady()
  await expect.poll(() => cards().length).toBe(3)
  stage().focus()
  await userEvent.keyboard('{ArrowRight}{ArrowRight}E')
  await expect.poll(() => tip()?.textContent).toContain('album needs resize')
  const cover: GraphTask = { ...resize, id: 'a2', name: 'cover' }
  columns = graphWith([download, cover, resize, album])
  server.send('tasks', { tasks: [makeTask({ id: 'a2', dagId: 'sample' })] })
  await expect.poll(() => cards().length).toBe(4)
  expect(tip()?.textContent).toContain('album needs resize')
})

/** Moves the pointer to the middle between two tasks. */
function pointBetween(one: string, other: string): void {
  const [from, to] = [card(one).getBoundingClientRect(), card(other).getBoundingClientRect()]
  const [clientX, clientY] = [(from.right + to.left) / 2, (from.top + to.bottom) / 2]
  found('.react-flow__pane').dispatchEvent(new MouseEvent('mousemove', { bubbles: true, clientX, clientY }))
}

test('the tip of an edge under the pointer goes when that edge is another one', async () => {
  let columns = graphWith([download, resize])
  const { server } = await openGraph(() => columns, '?outline=closed')
  await untilReady()
  await expect.poll(() => cards().length).toBe(2)
  await expect
    .poll(() => {
      pointBetween('a', 'b')
      return tip()?.textContent
    })
    .toContain('resize needs download')
  const cover: GraphTask = { ...resize, id: 'a2', name: 'cover' }
  columns = graphWith([download, cover, resize])
  server.send('tasks', { tasks: [makeTask({ id: 'a2', dagId: 'sample' })] })
  await expect.poll(() => cards().length).toBe(3)
  expect(tip()).toBeNull()
})
