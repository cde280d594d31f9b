import { describe, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import type { TaskDetail } from '../api/wire.ts'
import { answersFor } from './answers.ts'
import { makeTask, makeTaskDetail } from './factories.ts'
import { expectAccessible, show } from './show.tsx'

const task = makeTask({ id: 'resize-of-a-very-large-image-17', name: 'resize', view: 'blocked' })
const dependents = Array.from({ length: 9 }, (_, place): TaskDetail['dependents'][number] => ({
  id: `gallery-${place}`,
  group: 'images',
  rule: { kind: 'many', on: 'success', optional: false },
  task: makeTask({ id: `gallery-${place}`, name: 'a-gallery-with-a-long-name', view: 'blocked' }),
}))
const known = makeTaskDetail({ task })
const detail: TaskDetail = {
  ...known,
  groups: known.groups.map((group) => ({ ...group, need: 2, count: 2, verdict: 'impossible' })),
  dependencies: [
    { id: 'a', group: 'source', task: makeTask({ id: 'a', name: 'download', view: 'finished' }) },
    { id: 'b', group: 'source', task: makeTask({ id: 'b', name: 'download', view: 'failed' }) },
  ],
  dependents,
  dependentsTotal: { count: 1_000, isCapped: true },
}
const answers = { ...answersFor({ tasks: 3, dags: 1 }), task: () => detail }
const at = `/tasks/${task.id}?tab=dependencies`
const picture = () => page.getByRole('group', { name: 'Around it' })

test('a task is pictured between what it depends on and what depends on it, by what each is to it', async () => {
  await show(at, answers)
  const before = picture().getByRole('list', { name: 'It depends on' })
  await expect
    .element(before.getByRole('link', { name: 'download b: Failed, will never come' }))
    .toBeVisible()
  const [broken, satisfied] = before.getByRole('link').elements()
  expect(broken?.textContent).toBe('download b')
  expect(satisfied?.getAttribute('aria-label')).toBe('download a: Finished, has what it needs')
  const after = picture().getByRole('list', { name: 'Depend on it' })
  expect(after.getByRole('link').elements()).toHaveLength(6)
  await expect.element(after.getByText('+994+ more')).toBeVisible()
  const standings = [...picture().element().querySelectorAll('path[data-standing]')]
  expect(standings.map((path) => path.getAttribute('data-standing'))).toEqual([
    'broken',
    'satisfied',
    ...Array.from({ length: 6 }, () => 'pending'),
  ])
  await expectAccessible()
})

test('the picture leads on to that of another task, by keyboard too', async () => {
  const { router } = await show(at, answers)
  await expect.element(picture()).toBeVisible()
  picture().getByRole('link').first().element().closest('a')?.focus()
  await userEvent.keyboard('{Tab}{Enter}')
  await expect.poll(() => router.state.location.pathname).toBe('/tasks/a')
  expect(router.state.location.search).toEqual({ tab: 'dependencies' })
})

test('a side of the picture without tasks is left out, and so is a line from one that is gone', async () => {
  await show(at, {
    ...answers,
    task: () => ({
      ...detail,
      groups: known.groups,
      dependencies: [{ id: 'c', group: 'source' }],
      dependents: [],
      dependentsTotal: { count: 0, isCapped: false },
    }),
  })
  await expect.element(picture().getByRole('link', { name: 'Removed c: has what it needs' })).toBeVisible()
  expect(picture().getByRole('list').elements()).toHaveLength(1)
  await expectAccessible()
})

describe.each(['light', 'dark'] as const)('picture, %s', (theme) => {
  test('it fits on a phone', async () => {
    await show(at, answers, { theme })
    await page.viewport(320, 640)
    await expect.element(picture()).toBeVisible()
    await expect
      .poll(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)
      .toBe(true)
    for (const link of picture().getByRole('link').elements()) {
      const { left, right, width, height } = link.getBoundingClientRect()
      expect(left).toBeGreaterThanOrEqual(0)
      expect(right).toBeLessThanOrEqual(320)
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(24)
    }
    await expectAccessible()
  })
})
