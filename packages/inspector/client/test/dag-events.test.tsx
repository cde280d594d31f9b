import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { answersFor } from './answers.ts'
import { expectAccessible, show } from './show.tsx'

const answers = answersFor({ tasks: 120, dags: 3 })
const grid = () => page.getByRole('grid', { name: 'Events' })
const times = () => [...grid().element().querySelectorAll('time')].map(({ dateTime }) => Date.parse(dateTime))

test.each(['light', 'dark'] as const)(
  'what happened in a DAG is listed, the latest first, and opens its task by keyboard, in the %s theme',
  async (theme) => {
    const { router } = await show('/dags/import-46/graph', answers, { theme })
    await page
      .getByRole('navigation', { name: 'Views of the DAG' })
      .getByRole('link', { name: 'Events' })
      .click()
    await expect.element(grid()).toBeVisible()
    const total = Number(grid().element().getAttribute('aria-rowcount')) - 1
    expect(total).toBeGreaterThan(400)
    expect(times().length).toBeGreaterThan(5)
    expect(times().length).toBeLessThan(100)
    expect(times()).toEqual(times().toSorted((one, other) => other - one))
    await expectAccessible()
    grid().element().focus()
    await userEvent.keyboard('jxX')
    expect(grid().element().querySelector('[data-marked=true]')).toBeNull()
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByRole('complementary', { name: 'Task' })).toBeVisible()
    expect(router.state.location.search).toHaveProperty('task')
    await expectAccessible()
  },
)

test('an address leads to the events of a DAG, on a phone too', async () => {
  await show('/dags/import-46/events', answers)
  await page.viewport(320, 640)
  await expect.element(grid().getByText('Running').first()).toBeVisible()
  expect(document.documentElement.scrollWidth).toBe(320)
  await expectAccessible()
})

test('a DAG in which nothing has happened yet says so', async () => {
  const empty = { ids: [], names: [], nameOf: [], owners: [], segments: [], waitedFor: [], base: 0 }
  await show('/dags/import-46/events', { ...answers, dagTimeline: ({ id }) => ({ dagId: id, ...empty }) })
  await expect.element(page.getByText('Nothing has happened yet')).toBeVisible()
})
