import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { answersFor } from './answers.ts'
import { makeTask, worldTime } from './factories.ts'
import { show } from './show.tsx'
import { makeTasks } from './world.ts'

const answers = answersFor({ tasks: 2_000, dags: 2 })
const rows = () => document.querySelectorAll('[role=row]').length

test('a list of two thousand has only the rows in view in the page', async () => {
  await show('/tasks', answers)
  await expect.element(page.getByRole('grid')).toBeVisible()
  await expect.poll(rows).toBeGreaterThan(10)
  expect(rows()).toBeLessThan(60)
  page.getByRole('grid').element().scrollTop = 100_000
  await expect.poll(() => page.getByRole('grid').element().scrollHeight).toBeGreaterThan(5_000)
  expect(rows()).toBeLessThan(80)
})

test('a change is shown in its row, and nothing moves', async () => {
  const { server } = await show('/tasks', answers)
  const [first] = makeTasks(1)
  const row = page.getByRole('grid').getByRole('row').nth(1)
  await expect.element(row).toHaveTextContent(/Ready/u)
  await expect.poll(() => server.streams().join()).toContain('tasks')
  server.send('tasks', {
    tasks: [{ ...(first ?? makeTask()), view: 'running', updatedAt: worldTime + 1 }],
  })
  await expect.element(row).toHaveTextContent(/Running/u)
})

test('what is new waits behind a button', async () => {
  const known = makeTasks(5)
  let items = known
  const { server } = await show('/tasks', { ...answers, tasks: () => ({ items }) })
  await expect.element(page.getByRole('grid')).toBeVisible()
  await expect.poll(() => server.streams().join()).toContain('tasks')
  items = [makeTask({ id: 'brand-new', name: 'brand-new' }), ...known]
  server.send('tasks', { tasks: [makeTask({ id: 'brand-new' })] })
  const pill = page.getByRole('button', { name: 'Show 1 new task' })
  await expect.element(pill).toBeVisible()
  expect(page.getByRole('grid').element().textContent).not.toContain('brand-new')
  await pill.click()
  await expect.element(page.getByRole('grid')).toHaveTextContent(/brand-new/u)
})

test('while it is paused nothing changes', async () => {
  const { server } = await show('/tasks', answers)
  await expect.element(page.getByRole('button', { name: /^Live/u })).toBeVisible()
  await page.getByRole('button', { name: /^Live/u }).click()
  await expect.element(page.getByRole('button', { name: 'Paused. Go on' })).toBeVisible()
  expect(server.streams()).toEqual([])
})

test('when the database is away it says so and why, and recovers by itself', async () => {
  const { server } = await show('/tasks', answers)
  await expect.element(page.getByRole('button', { name: /^Live/u })).toBeVisible()
  let isDown = true
  const health = { status: 'down' as const, checks: [], indexes: [], queries: [] }
  server.answer('health', () =>
    isDown ? { ...health, error: 'ECONNREFUSED 10.0.0.7:27017' } : { ...health, status: 'up' },
  )
  server.send('database', { status: 'down', error: 'ECONNREFUSED 10.0.0.7:27017', since: worldTime })
  await expect.element(page.getByText('ECONNREFUSED 10.0.0.7:27017')).toBeVisible()
  isDown = false
  await expect.element(page.getByText('ECONNREFUSED 10.0.0.7:27017')).not.toBeInTheDocument()
})
