import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { askedAction, startedActions } from '../actions/action-request.ts'
import { answersFor } from './answers.ts'
import { makeDag, makeStats, worldTime } from './factories.ts'
import { expectAccessible, show } from './show.tsx'
import { makeDags } from './world.ts'

const answers = answersFor({ tasks: 40, dags: 12 })

afterEach(() => {
  askedAction.set(undefined)
  startedActions.set([])
})

test('several DAGs are cancelled at once, and those that were not stay marked', async () => {
  const { server } = await show('/dags', answers)
  await expect.element(page.getByRole('grid')).toBeVisible()
  await page.getByRole('checkbox', { name: 'Mark all that are loaded' }).click()
  const bar = page.getByRole('toolbar', { name: 'Marked DAGs' })
  await expect.element(bar.getByText('12 DAGs marked')).toBeVisible()
  await expectAccessible()
  bar.getByRole('button', { name: 'Cancel' }).element().focus()
  await userEvent.keyboard('{Enter}')
  const dialog = page.getByRole('dialog', { name: 'Cancel: 12 DAGs' })
  await expect.element(dialog.getByText(/tasks change/u)).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect.element(page.getByText('Cancelling: done')).toBeVisible()
  await expect.element(bar.getByText('DAG import-37 marked')).toBeVisible()
  const started = server.calls.find(({ name }) => name === 'startAction')?.call.body
  expect(started).toMatchObject({ kind: 'cancel', target: { dags: { length: 12 } } })
})

test('of a long list only what is near is kept, and the way back is read again', async () => {
  const { session } = await show('/dags', answersFor({ tasks: 1, dags: 800 }))
  const grid = page.getByRole('grid')
  await expect.element(grid).toBeVisible()
  const pages = () =>
    session.cache.getQueryData<{ pages: { items: { id: string }[] }[] }>(['dags', { q: '', sort: '' }])?.pages
  const [newest] = pages()?.[0]?.items ?? []
  const isAtEnd = () => {
    grid.element().scrollTop = grid.element().scrollHeight
    return page.getByText('This is the end of the list').elements().length
  }
  await expect.poll(isAtEnd, { timeout: 50_000 }).toBe(1)
  expect(pages()).toHaveLength(5)
  expect(pages()?.[0]?.items[0]).not.toEqual(newest)
  const isAtStart = () => {
    grid.element().scrollTop = 0
    return pages()?.[0]?.items[0]
  }
  await expect.poll(isAtStart, { timeout: 50_000 }).toEqual(newest)
})

const stats = makeStats()

test.each(['light', 'dark'] as const)(
  'what is new waits behind a button, while what is shown goes on, in the %s theme',
  async (theme) => {
    const known = makeDags(30)
    let items = known
    const { server } = await show('/dags', { ...answers, dags: () => ({ items }) }, { theme })
    const grid = page.getByRole('grid')
    await expect.element(grid).toBeVisible()
    await expect.poll(() => server.streams().join()).toContain('stats')
    const first = known[0] ?? makeDag()
    const newer = ['brand-new', 'newest'].map((id, place) =>
      makeDag({ id, names: [id], createdAt: first.createdAt + 1 + place }),
    )
    items = [...newer.toReversed(), { ...first, state: 'failed' }, ...known.slice(1)]
    server.send('stats', stats)
    const pill = page.getByRole('button', { name: 'Show 2 new DAGs' })
    await expect.element(pill).toBeVisible()
    await expect.element(grid.getByRole('row').nth(1)).toHaveTextContent(/Failed/u)
    expect(grid.element().textContent).not.toContain('brand-new')
    await expectAccessible()
    await pill.click()
    await expect.element(grid.getByRole('row').nth(1)).toHaveTextContent(/newest/u)
    await expect.element(pill).not.toBeInTheDocument()
  },
)

test('with the oldest first what is new comes at the end, where it moves nothing', async () => {
  let items = makeDags(3).toReversed()
  const { server } = await show('/dags?sort=created', { ...answers, dags: () => ({ items }) })
  const grid = page.getByRole('grid')
  await expect.element(grid).toBeVisible()
  await expect.poll(() => server.streams().join()).toContain('stats')
  items = [...items, makeDag({ id: 'brand-new', names: ['brand-new'], createdAt: worldTime + 1 })]
  server.send('stats', stats)
  await expect.element(grid).toHaveTextContent(/brand-new/u)
})

test('under another filter nothing is marked, and the focus is back where the dialog was asked for', async () => {
  const { router } = await show('/dags', answers)
  await page.getByRole('checkbox', { name: 'Mark all that are loaded' }).click()
  const bar = page.getByRole('toolbar', { name: 'Marked DAGs' })
  const cancel = bar.getByRole('button', { name: 'Cancel' })
  cancel.element().focus()
  await userEvent.keyboard('{Enter}')
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await expect.element(cancel).toHaveFocus()
  await router.navigate({ to: '/dags', search: { q: 'state:running' } })
  await expect.element(bar).not.toBeInTheDocument()
})
