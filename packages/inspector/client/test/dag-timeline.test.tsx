import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { answersFor } from './answers.ts'
import { makeTask } from './factories.ts'
import { makeTimeline } from './made-system.ts'
import { expectAccessible, show } from './show.tsx'

const views = ['finished', 'failed', 'running', 'failed-upstream', 'expired'] as const
const tasks = views.map((view, place) => makeTask({ id: `task-${place}`, view }))
const bars = () => page.getByRole('img', { name: /tasks over/ })

test('a key shows failures alone, as on the graph, and the address has it', async () => {
  const { router } = await show('/dags/import-46/timeline', {
    ...answersFor({ tasks: 0, dags: 1 }),
    dagTimeline: ({ id }) => makeTimeline(id, tasks),
  })
  await expect.element(bars()).toHaveAttribute('aria-label', expect.stringContaining('5 tasks'))
  await userEvent.keyboard('x')
  await expect.element(bars()).toHaveAttribute('aria-label', expect.stringContaining('3 tasks'))
  expect(router.state.location.search).toMatchObject({ only: 'failed' })
  const button = page.getByRole('button', { name: 'Failed only' })
  await expect.element(button).toHaveAttribute('aria-pressed', 'true')
  await expectAccessible()
  await button.click()
  await expect.element(bars()).toHaveAttribute('aria-label', expect.stringContaining('5 tasks'))
})
