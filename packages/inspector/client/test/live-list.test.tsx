import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { answersFor } from './answers.ts'
import { makeTask, worldTime } from './factories.ts'
import { failure } from './fake-server.ts'
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

const firstShown = () => {
  const grid = page.getByRole('grid').element()
  const top = grid.getBoundingClientRect().top + 40
  const rows = [...grid.querySelectorAll('[role=row][aria-rowindex]')]
  return rows.find((row) => row.getBoundingClientRect().bottom > top)?.textContent
}

const world = makeTasks(2_000)
const idAt = (place: number): string => `…${world[place]?.id.slice(-8)}`

/** Scrolls to the end of what is known so far. Returns the place in the world of the last row that was shown there. */
function scrollOn(): number {
  const grid = page.getByRole('grid').element()
  const last = [...grid.querySelectorAll('[role=row][aria-rowindex]')].at(-1)?.textContent ?? ''
  grid.scrollTop = grid.scrollHeight
  return world.findIndex((_, place) => last.includes(idAt(place)))
}

test('deep in a list only what is near is kept, and the address says where', async () => {
  const { router, session } = await show('/tasks', answers)
  await expect.element(page.getByRole('grid')).toBeVisible()
  await expect.poll(scrollOn, { timeout: 60_000 }).toBeGreaterThanOrEqual(799)
  const pages = () =>
    session.cache.getQueryData<{ pages: unknown[] }>(['tasks', { q: '', sort: '' }])?.pages.length
  await expect.poll(pages).toBe(5)
  await expect.poll(() => router.state.location.search.at).toMatch(/00$/u)
})

test('a list that is opened deep within shows that place, and goes in both directions', async () => {
  const { router } = await show('/tasks?at=700', answers)
  await expect.element(page.getByRole('grid')).toBeVisible()
  // What lies before is read by itself, and moves nothing.
  await expect.poll(() => page.getByRole('grid').element().scrollTop).toBeGreaterThan(3_000)
  await expect.poll(firstShown).toContain(idAt(700))
  page.getByRole('grid').element().scrollTop = 0
  await expect.poll(firstShown).toContain(idAt(600))
  await expect.poll(() => router.state.location.search.at).toBe('600')
  await page.getByRole('button', { name: 'To the beginning' }).click()
  await expect.poll(firstShown).toContain(idAt(0))
  await expect.poll(() => router.state.location.search).toEqual({})
})

test('a cursor that is none leads to the beginning', async () => {
  await show('/tasks?at=x', {
    ...answers,
    tasks: ({ query }) =>
      query.get('cursor') === 'x'
        ? failure(400, 'INVALID_CURSOR', 'The cursor cannot be used.')
        : { items: world.slice(0, 9) },
  })
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect.element(page.getByRole('grid')).toBeVisible()
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

test('what is paused stands still also when the database comes back meanwhile', async () => {
  const { server, session } = await show('/tasks', answers)
  await expect.element(page.getByRole('button', { name: /^Live/u })).toBeVisible()
  let isDown = true
  const health = { checks: [], indexes: [], queries: [] }
  server.answer('health', () =>
    isDown ? { ...health, status: 'down', error: 'It is gone.' } : { ...health, status: 'up' },
  )
  server.send('database', { status: 'down', error: 'It is gone.', since: worldTime })
  await expect.element(page.getByText('It is gone.')).toBeVisible()
  session.live.togglePause()
  await expect.poll(() => session.cache.isFetching()).toBe(0)
  const reads = () => server.calls.filter(({ name }) => name === 'tasks').length
  const before = reads()
  isDown = false
  await expect.element(page.getByText('It is gone.')).not.toBeInTheDocument()
  await expect.poll(() => session.cache.isFetching()).toBe(0)
  expect(reads()).toBe(before)
})

test('an empty list fills by itself: nothing can move there', async () => {
  let items: ReturnType<typeof makeTasks> = []
  const { server } = await show('/tasks', { ...answers, tasks: () => ({ items }) })
  await expect.element(page.getByText('There are no tasks')).toBeVisible()
  await expect.poll(() => server.streams().join()).toContain('tasks')
  items = [makeTask({ id: 'brand-new', name: 'brand-new' })]
  server.send('tasks', { tasks: items })
  await expect.element(page.getByRole('grid')).toHaveTextContent(/brand-new/u)
})
