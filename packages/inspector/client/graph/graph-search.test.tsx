import * as axe from 'axe-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cleanup } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'

import { found, graphOf, openGraph, small, untilReady } from './testing/open-graph.tsx'

beforeEach(() => page.viewport(1_280, 800))
afterEach(() => cleanup())

const field = () => page.getByRole('combobox', { name: 'Search in the graph' })
const option = (name: string) => page.getByRole('option', { name })

test('fields, states and types are offered, and chosen by keys', async () => {
  const { router } = await openGraph(graphOf(small()), '?outline=closed')
  await untilReady()
  await userEvent.keyboard('/')
  await expect.element(option('prio>=')).toBeVisible()
  await userEvent.keyboard('st{ArrowDown}')
  await expect.element(option('state:')).toHaveAttribute('aria-selected', 'true')
  await userEvent.keyboard('{Enter}ru{ArrowDown}{Enter}')
  await expect.element(field()).toHaveValue('state:running')
  await expect.poll(() => router.state.location.search).toHaveProperty('q', 'state:running')
  await userEvent.keyboard(' -type:up')
  await option('type:upload').click()
  await expect.element(field()).toHaveValue('state:running -type:upload')
  await expect.element(field()).toHaveFocus()
  await expect.element(field()).toHaveAttribute('aria-expanded', 'false')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => router.state.location.search).toHaveProperty('task')
})

test('Escape closes the list first, then leaves the field', async () => {
  await openGraph(graphOf(small()), '?outline=closed')
  await untilReady()
  await userEvent.keyboard('/st')
  await expect.element(option('state:')).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByRole('listbox')).not.toBeInTheDocument()
  await expect.element(field()).toHaveFocus()
  await userEvent.keyboard('{Escape}')
  await expect.element(field()).not.toHaveFocus()
})

test.each([1_280, 320])('at %d px the list is in sight, and axe finds nothing', async (width) => {
  await page.viewport(width, 700)
  await openGraph(graphOf(small()), '?outline=closed')
  await untilReady()
  await userEvent.keyboard('/')
  await expect.element(option('state:')).toBeVisible()
  const { left, right } = page.getByRole('listbox').element().getBoundingClientRect()
  expect(left).toBeGreaterThanOrEqual(0)
  expect(right).toBeLessThanOrEqual(width)
  const { violations } = await axe.run(found('[data-graph-ready]'))
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
})
