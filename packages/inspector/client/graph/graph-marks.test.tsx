import { afterEach, beforeEach, expect, test } from 'vitest'
import { cleanup } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'

import { cardId } from './stage/task-card.tsx'
import { card, cards, graphOf, openGraph, small, stage, untilReady } from './testing/open-graph.tsx'
import { idOf } from './testing/sample-graph.ts'

beforeEach(() => page.viewport(1_280, 800))
afterEach(() => cleanup())

const marked = (): string[] =>
  [...document.querySelectorAll('[data-marked]')].map(({ id }) => id.replace('graph-card-', ''))
const bar = () => page.getByRole('toolbar', { name: 'Marked tasks' })

async function open(more = ''): Promise<void> {
  await openGraph(graphOf(small()), `?outline=closed${more}`)
  await untilReady()
  await expect.poll(() => cards().length).toBeGreaterThan(10)
}

const at = ([clientX, clientY]: readonly [number, number]) => ({ clientX, clientY })

/** A drag by the mouse with Shift held. */
function drag(from: readonly [number, number], to: readonly [number, number]): void {
  const press = { bubbles: true, cancelable: true, view: window, button: 0, shiftKey: true }
  const pane = document.querySelector('.react-flow__pane')
  pane?.dispatchEvent(new MouseEvent('mousedown', { ...press, ...at(from) }))
  window.dispatchEvent(new MouseEvent('mousemove', { ...press, ...at(to) }))
  window.dispatchEvent(new MouseEvent('mouseup', { ...press, ...at(to) }))
}

test('a drag with Shift marks what is in the rectangle, and moves nothing', async () => {
  await open('&v=10,20,0.6')
  const viewport = document.querySelector<HTMLElement>('.react-flow__viewport')
  await expect.poll(() => viewport?.style.transform).toBe('translate(10px, 20px) scale(0.6)')
  await expect.poll(() => document.getElementById(cardId(idOf(3)))).not.toBeNull()
  const box = card(idOf(3)).getBoundingClientRect()
  drag([box.left - 4, box.top - 4], [box.right + 4, box.bottom + 4])
  await expect.poll(marked).toEqual([idOf(3)])
  await expect.element(bar().getByText('1 task marked', { exact: true })).toBeVisible()
  const whole = stage().getBoundingClientRect()
  drag([whole.left + 1, whole.top + 1], [whole.right - 1, whole.bottom - 1])
  await expect.poll(() => marked().length).toBeGreaterThan(5)
  await bar().getByRole('button', { name: 'Unmark' }).click()
  await expect.poll(marked).toEqual([])
  expect(viewport?.style.transform).toBe('translate(10px, 20px) scale(0.6)')
})

test('x marks where the keyboard is, and the marked ones have one dialog', async () => {
  await open()
  stage().focus()
  await userEvent.keyboard('{ArrowRight}x{ArrowDown}x')
  await expect.poll(() => marked().length).toBe(2)
  await userEvent.keyboard('x')
  await expect.poll(() => marked().length).toBe(1)
  await userEvent.keyboard('{ArrowDown}x')
  await expect.element(bar().getByText('2 tasks marked', { exact: true })).toBeVisible()
  await bar().getByRole('button', { name: 'Delete' }).click()
  await expect.element(page.getByRole('dialog', { name: 'Delete: 2 tasks' })).toBeVisible()
  await page.getByRole('button', { name: 'Leave it' }).click()
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
})

test('a click with Ctrl marks one more, and Escape unmarks all', async () => {
  const { router } = await openGraph(graphOf(small()), '?outline=closed')
  await untilReady()
  await expect.poll(() => cards().length).toBe(30)
  await page.elementLocator(card(idOf(4))).click({ modifiers: ['ControlOrMeta'] })
  await page.elementLocator(card(idOf(9))).click({ modifiers: ['ControlOrMeta'] })
  await expect.poll(() => marked().toSorted()).toEqual([idOf(4), idOf(9)])
  expect(router.state.location.search).not.toHaveProperty('task')
  stage().focus()
  await userEvent.keyboard('{Escape}')
  await expect.poll(marked).toEqual([])
})
