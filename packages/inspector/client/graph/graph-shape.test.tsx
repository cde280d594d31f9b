import * as axe from 'axe-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cleanup } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'

import { card, cards, found, graphOf, openGraph, stage, untilReady, version } from './testing/open-graph.tsx'
import { twoStacks } from './testing/two-stacks.ts'

beforeEach(() => page.viewport(1_280, 800))
afterEach(() => cleanup())

const fold = () => page.getByRole('button', { name: 'Fold the stack again' })
const panelText = () => document.querySelector('[aria-label=Task]')?.textContent
const focused = (): string | null => stage().getAttribute('aria-activedescendant')

async function openAt(search: string, count: number) {
  const opened = await openGraph(graphOf(twoStacks), `?outline=closed${search}`)
  await untilReady()
  await expect.poll(() => cards().length).toBe(count)
  return opened
}

test('an unfolded stack is folded again by a key, from any of its tasks', async () => {
  const { router } = await openAt('', 3)
  await expect.element(fold()).toHaveAttribute('aria-disabled', 'true')
  stage().focus()
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{Enter}')
  await expect.poll(() => cards().length).toBeGreaterThan(9)
  expect(focused()).toMatch(/^graph-card-(resize|crop)-0$/)
  await userEvent.keyboard('{ArrowDown}z')
  await expect.poll(() => cards().length).toBe(3)
  expect(focused()).toMatch(/^graph-card-stack:(resize|crop)-0$/)
  expect(router.state.location.search).not.toHaveProperty('open')
})

test('by pointer too: the stack of the task that is selected, else the last one', async () => {
  const { router } = await openAt('&open=resize-0,crop-0', 18)
  await page.elementLocator(card('resize-3')).click()
  await fold().click()
  await expect.poll(() => card(String.raw`stack\:resize-0`).textContent).toContain('× 9')
  expect(router.state.location.search).toHaveProperty('open', 'crop-0')
  await fold().click()
  await expect.poll(() => router.state.location.search).not.toHaveProperty('open')
})

test('the sheet of keys tells of it', async () => {
  await openAt('', 3)
  await userEvent.keyboard('?')
  await expect.element(page.getByText(/Fold the unfolded stack that the keyboard is at/)).toBeVisible()
})

test('unfolded stacks are in the address, which opens so; another grouping begins anew', async () => {
  const { router } = await openAt('&open=resize-0', 11)
  await page.getByRole('combobox', { name: 'Group by' }).selectOptions('By type')
  await expect.poll(() => cards().length).toBe(3)
  expect(router.state.location.search).not.toHaveProperty('open')
})

test('another direction keeps what is unfolded, and so does Tidy', async () => {
  await openAt('&open=resize-0', 11)
  for (const key of ['d', 't']) {
    const ready = version()
    await userEvent.keyboard(key)
    await expect.poll(version).toBe(ready + 1)
    await expect.poll(() => cards().length).toBe(11)
  }
})

test('another direction keeps what is isolated', async () => {
  const { router } = await openAt('&q=state:failed', 3)
  await userEvent.keyboard('i')
  await expect.poll(() => cards().length).toBe(4)
  expect(router.state.location.search).toHaveProperty('isolate', '1')
  const ready = version()
  await userEvent.keyboard('d')
  await expect.poll(version).toBe(ready + 1)
  await expect.poll(() => cards().length).toBe(4)
})

test('an address with isolate=1 opens with what it finds alone, and finds anew with the query', async () => {
  await openAt('&q=state:failed&isolate=1', 4)
  await expect
    .element(page.getByRole('button', { name: 'Isolate what is found' }))
    .toHaveAttribute('aria-pressed', 'true')
  await page.getByRole('combobox', { name: 'Search in the graph' }).fill('download')
  await expect.poll(() => cards().length).toBe(1)
  await userEvent.keyboard('{Escape}i')
  await expect.poll(() => cards().length).toBe(3)
})

test('axe finds nothing where there is nothing to fold', async () => {
  await openAt('', 3)
  const { violations } = await axe.run(found('[data-graph-ready]'))
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
})

test('] and [ step through failures, also with the panel of a task open, and within a stack', async () => {
  const { router } = await openAt('', 3)
  const selected = (): string | undefined => router.state.location.search.task
  const seen = new Set<string | undefined>()
  stage().focus()
  for (let step = 0; step < 4; step += 1) {
    const before = selected()
    await userEvent.keyboard(']')
    await expect.poll(selected).not.toBe(before)
    await expect.poll(panelText).toContain(selected())
    seen.add(selected())
  }
  await expect.element(page.getByRole('complementary', { name: 'Task' })).toBeVisible()
  expect(seen).toEqual(new Set(['crop-0', 'crop-1', 'resize-0', 'resize-1']))
  await userEvent.keyboard('[[')
  await expect.poll(selected).toBe([...seen][2])
  await expect.element(page.getByRole('button', { name: 'Next task' })).toHaveAttribute('title', 'Next task')
})
