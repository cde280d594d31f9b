import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { answersFor } from './answers.ts'
import { makeTask, worldTime } from './factories.ts'
import { failure } from './fake-server.ts'
import { expectAccessible, show } from './show.tsx'

const answers = answersFor({ tasks: 400, dags: 2 })
const facets = () => page.getByRole('complementary', { name: 'Counts' })
const strip = () => page.getByText(/p95 run/u)

test('types have their counts, for the filter without its types', async () => {
  const { server } = await show('/tasks?q=type:resize%20state:ready', {
    ...answers,
    tasksByType: () => [
      { name: 'resize', count: 7, isCapped: false },
      { name: 'download', count: 10_000, isCapped: true },
    ],
  })
  await expect.element(facets().getByRole('button', { name: 'resize 7' })).toBeVisible()
  await expect.element(facets().getByRole('button', { name: 'download 10,000+' })).toBeVisible()
  await expect.element(facets().getByRole('button', { name: 'gallery', exact: true })).toBeVisible()
  const asked = server.calls.filter(({ name }) => name === 'tasksByType')
  expect(asked.map(({ call }) => call.query.get('q'))).toEqual(['state:ready'])
})

test('where it is asked whether tasks ran, the states that are asked for are counted', async () => {
  const { server } = await show('/tasks?q=state:expired%20ran:no', {
    ...answers,
    tasksCount: () => ({ total: { count: 4, isCapped: false }, counts: { expired: 4 }, isCapped: false }),
  })
  await expect.element(facets().getByRole('button', { name: 'Expired 4' })).toBeVisible()
  const asked = server.calls.filter(({ name }) => name === 'tasksCount')
  expect(new Set(asked.map(({ call }) => call.query.get('q')))).toEqual(new Set(['state:expired ran:no']))
})

test('only a count that was given up has a plus', async () => {
  await show('/tasks', {
    ...answers,
    tasksCount: () => ({
      total: { count: 10_012, isCapped: true },
      counts: { finished: 10_000, failed: 12 },
      isCapped: true,
    }),
  })
  await expect.element(facets().getByRole('button', { name: 'Finished 10,000+' })).toBeVisible()
  await expect.element(facets().getByRole('button', { name: 'Failed 12', exact: true })).toBeVisible()
})

test('without counts the types are there all the same', async () => {
  await show('/tasks', { ...answers, tasksByType: () => failure(400, 'TOO_SLOW', 'It took too long.') })
  await expect.element(facets().getByRole('button', { name: 'resize', exact: true })).toBeVisible()
})

test.each(['light', 'dark'] as const)(
  'a strip says how many there are and how long the latest took, in the %s theme',
  async (theme) => {
    const figures = {
      looked: 1_000,
      isWhole: false,
      waitP50: 210,
      waitP95: 4_200,
      runP50: 420,
      runP95: 1_250,
    }
    const { server } = await show(
      '/tasks?q=state:finished',
      { ...answers, taskFigures: () => figures },
      { theme },
    )
    await expect.element(strip()).toBeVisible()
    await expect.element(page.getByText('p95 run 1.2 s')).toBeVisible()
    await expect.element(page.getByText('p50 wait 210 ms')).toBeVisible()
    await expect.element(page.getByText('of the latest 1,000')).toBeVisible()
    const asked = server.calls.find(({ name }) => name === 'taskFigures')
    expect(asked?.call.query.get('q')).toBe('state:finished')
    await expectAccessible()
  },
)

test('of tasks that never ran the strip says their number alone', async () => {
  const none = { waitP50: null, waitP95: null, runP50: null, runP95: null }
  await show('/tasks', { ...answers, taskFigures: () => ({ looked: 400, isWhole: true, ...none }) })
  await expect.element(page.getByText('400 tasks', { exact: true }).first()).toBeVisible()
  await expect.element(strip()).not.toBeInTheDocument()
})

test('what stands beside the list is read again after a change, and not while nothing changes', async () => {
  const { server } = await show('/tasks', answers)
  await expect.element(strip()).toBeVisible()
  const asked = () => server.calls.filter(({ name }) => name === 'taskFigures').length
  await expect.poll(() => server.streams().join()).toContain('tasks')
  expect(asked()).toBe(1)
  server.send('tasks', { tasks: [makeTask({ updatedAt: worldTime + 1 })] })
  await expect.poll(asked).toBe(2)
})
