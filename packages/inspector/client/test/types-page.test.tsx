import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { answersFor } from './answers.ts'
import { makeTypes } from './made-system.ts'
import { expectAccessible, show } from './show.tsx'

const answers = answersFor({ tasks: 40, dags: 12 })
const uncounted = () => makeTypes().map((type) => Object.assign(type, { counts: {}, needsIndexes: true }))
const notice = () => page.getByRole('note').filter({ hasText: /too many tasks to count them by type/u })

test.each(['light', 'dark'] as const)(
  'types that are not counted without an index say so, and show no number, in the %s theme',
  async (theme) => {
    await show('/types', { ...answers, types: uncounted }, { theme })
    await expect.element(notice()).toBeVisible()
    await expect.element(notice().getByRole('link', { name: 'Health' })).toBeVisible()
    const row = page.getByRole('row').filter({ hasText: 'resize' })
    const cells = row.getByRole('cell').elements()
    expect(cells.slice(1, 4).map(({ textContent }) => textContent)).toEqual(['–', '–', '–'])
    await expectAccessible()
  },
)

test('types that are counted have no notice', async () => {
  await show('/types', answers)
  await expect.element(page.getByRole('link', { name: 'resize' })).toBeVisible()
  await expect.element(notice()).not.toBeInTheDocument()
})

const waits = ['Waits p50', 'Waits p95', 'Waits p99']
const runs = ['Runs p50', 'Runs p95', 'Runs p99']

test.each(['/types', '/'])('%s has the percentiles of waiting and of running side by side', async (at) => {
  await show(at, answers)
  const table = page.getByRole('group', { name: 'Types' })
  const row = table.getByRole('row').filter({ hasText: 'gallery' })
  await expect.element(row).toBeVisible()
  const titles = table.getByRole('columnheader').elements()
  const from = titles.findIndex(({ textContent }) => textContent === waits[0])
  const shown = (cells: readonly Element[]) => cells.slice(from, from + 6).map((cell) => cell.textContent)
  expect(shown(titles)).toEqual([...waits, ...runs])
  const figures = ['5.0 s', '20 s', '1 m', '500 ms', '30 s', '2 m']
  expect(shown(row.getByRole('cell').elements())).toEqual(figures)
})

test.each([1_280, 320])(
  'at %i px the page does not scroll: a table of types that is too wide does',
  async (width) => {
    await show('/types', answers)
    await page.viewport(width, 900)
    const group = page.getByRole('group', { name: 'Types' })
    await expect.element(group).toBeVisible()
    const table = group.element()
    await expect.poll(() => document.documentElement.scrollWidth).toBe(width)
    expect(table.scrollWidth > table.clientWidth).toBe(width === 320)
  },
)
