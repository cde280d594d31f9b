import * as axe from 'axe-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cleanup } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'

import { cards, found, graphOf, openGraph, stage, untilReady } from './testing/open-graph.tsx'
import { twoStacks } from './testing/two-stacks.ts'

beforeEach(() => page.viewport(1_280, 800))
afterEach(async () => {
  await cleanup()
  delete document.documentElement.dataset['theme']
})

const line = () => page.getByRole('navigation', { name: 'Shown of the graph' })
const crumb = (name: string) => line().getByRole('button', { name, exact: true })
const titles = (): string[] =>
  line()
    .getByRole('button')
    .elements()
    .map(({ textContent }) => textContent)

async function openAt(search: string, count: number) {
  const opened = await openGraph(graphOf(twoStacks), `?outline=closed${search}`)
  await untilReady()
  await expect.poll(() => cards().length).toBe(count)
  return opened
}

test('a graph of which everything is shown has none', async () => {
  await openAt('&q=state:failed', 3)
  await expect.element(line()).not.toBeInTheDocument()
})

test('what is unfolded is said in its order, moves nothing, and each crumb leads back to it', async () => {
  const { router } = await openAt('', 3)
  const before = stage().getBoundingClientRect()
  stage().focus()
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{Enter}')
  await expect.element(line()).toBeVisible()
  expect(stage().getBoundingClientRect()).toEqual(before)
  await router.navigate({ to: '.', search: (known) => ({ ...known, open: 'crop-0,resize-0' }) })
  await expect.poll(titles).toEqual(['Whole DAG', 'crop × 8', 'resize × 9'])
  await expect.element(crumb('resize × 9')).toHaveAttribute('aria-current', 'location')
  await crumb('crop × 8').click()
  await expect.poll(titles).toEqual(['Whole DAG', 'crop × 8'])
  expect(router.state.location.search).toHaveProperty('open', 'crop-0')
  router.history.back()
  await expect.poll(titles).toEqual(['Whole DAG', 'crop × 8', 'resize × 9'])
})

test('by the keyboard too, also while it is at a task; the first one ends in the graph', async () => {
  const { router } = await openAt('&q=state:failed&isolate=1', 4)
  await expect.poll(titles).toEqual(['Whole DAG', 'state:failed × 4'])
  stage().focus()
  await userEvent.keyboard('{ArrowRight}')
  await expect.poll(() => stage().getAttribute('aria-activedescendant')).not.toBeNull()
  await userEvent.keyboard('{Tab}')
  await expect.element(crumb('Whole DAG')).toHaveFocus()
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => cards().length).toBe(3)
  await expect.element(line()).not.toBeInTheDocument()
  expect(document.activeElement).toBe(stage())
  expect(router.state.location.search).not.toHaveProperty('isolate')
  expect(router.state.location.search).toHaveProperty('q', 'state:failed')
})

test('stacks are within the part that is isolated', async () => {
  const { router } = await openAt('&only=failed&show=root&isolate=1&group=level&open=resize-0', 4)
  await expect.poll(titles).toEqual(['Whole DAG', 'Failed only, Root causes × 4', 'Level 2 × 4'])
  await crumb('Failed only, Root causes × 4').click()
  await expect.poll(() => cards().length).toBe(1)
  expect(router.state.location.search).toMatchObject({ isolate: '1', group: 'level' })
  expect(router.state.location.search).not.toHaveProperty('open')
})

test.each(['light', 'dark'] as const)(
  'at 320 px it scrolls within itself, and axe finds nothing, in the %s theme',
  async (theme) => {
    await page.viewport(320, 700)
    document.documentElement.dataset['theme'] = theme
    await openGraph(graphOf(twoStacks), '?outline=closed&show=root&open=resize-0,crop-0')
    await untilReady()
    await expect.poll(titles).toEqual(['Whole DAG', 'resize × 9', 'crop × 8'])
    const { left, right, bottom } = line().element().parentElement!.getBoundingClientRect()
    expect(left).toBeGreaterThanOrEqual(0)
    expect(right).toBeLessThanOrEqual(320)
    expect(found('[class*=answer]').getBoundingClientRect().top).toBeGreaterThanOrEqual(bottom)
    const { violations } = await axe.run(found('[data-graph-ready]'))
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
  },
)

test('where not all of it has room, the last of it is in sight, and the first can be scrolled to', async () => {
  await page.viewport(320, 700)
  await openAt('&q=state:failed&only=failed&show=root&isolate=1&group=level&open=resize-0', 4)
  await expect.poll(() => titles().length).toBe(3)
  const bar = line().element().parentElement!
  expect(bar.scrollWidth).toBeGreaterThan(bar.clientWidth)
  const isInSight = (name: string): boolean => {
    const { left, right } = crumb(name).element().getBoundingClientRect()
    const room = bar.getBoundingClientRect()
    return left >= room.left && right <= room.right
  }
  expect(isInSight('Level 2 × 4')).toBe(true)
  expect(isInSight('Whole DAG')).toBe(false)
  crumb('Whole DAG').element().scrollIntoView()
  expect(isInSight('Whole DAG')).toBe(true)
})
