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
