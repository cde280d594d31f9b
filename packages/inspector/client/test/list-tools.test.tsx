import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { hiddenColumns } from '../list-tools/list-columns.ts'
import { listViews } from '../list-tools/list-views.ts'
import { answersFor } from './answers.ts'
import { makeConfig } from './factories.ts'
import { expectAccessible, show } from './show.tsx'

const answers = answersFor({ tasks: 40, dags: 12 })

afterEach(() => {
  listViews.set({ tasks: [], dags: [] })
  hiddenColumns.set({ tasks: [], dags: [] })
})

/** The button of a panel; it is a summary, which has no role of its own that all browsers agree on. */
const opener = (name: string) => page.getByText(name, { exact: true })
const header = (name: string) => page.getByRole('columnheader', { name })

/** What another tab writes. */
function writeElsewhere(newValue: string): void {
  window.dispatchEvent(new StorageEvent('storage', { key: 'taskloom.views', newValue }))
}

test.each(['light', 'dark'] as const)(
  'the panels of a list are accessible in the %s theme',
  async (theme) => {
    listViews.set({ tasks: [{ name: 'Broken', q: 'state:failed', sort: '' }], dags: [] })
    await show('/tasks', answers, { theme })
    await expect.element(page.getByRole('grid')).toBeVisible()
    await opener('Views').click()
    await expect.element(page.getByRole('button', { name: 'Broken', exact: true })).toBeVisible()
    await expectAccessible()
    await opener('Columns').click()
    await expect.element(page.getByRole('checkbox', { name: 'Priority' })).toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Broken', exact: true })).not.toBeInTheDocument()
    await expectAccessible()
    await opener('Export').click()
    await expect.element(page.getByRole('link', { name: 'CSV', exact: true })).toBeVisible()
    await expectAccessible()
  },
)

test('a view is saved, applied, renamed and deleted, by keyboard too', async () => {
  const { router } = await show('/tasks?q=state:failed&sort=updated', answers)
  await expect.element(page.getByRole('grid')).toBeVisible()
  await userEvent.keyboard('v')
  const name = page.getByRole('textbox', { name: 'Name of the view that is shown' })
  await expect.element(name).toBeVisible()
  await name.fill('Broken')
  await userEvent.keyboard('{Enter}')
  const view = page.getByRole('button', { name: 'Broken', exact: true })
  await expect.element(view).toHaveAttribute('aria-current', 'true')
  await userEvent.keyboard('{Escape}')
  await expect.element(view).not.toBeInTheDocument()

  await page.getByRole('button', { name: 'Remove state:failed' }).click()
  await expect.poll(() => router.state.location.search).toEqual({})
  await opener('Views').click()
  await expect.element(view).toHaveAttribute('aria-current', 'false')
  await view.click()
  await expect.poll(() => router.state.location.search).toEqual({ q: 'state:failed', sort: 'updated' })

  await opener('Views').click()
  await page.getByRole('button', { name: 'Rename Broken' }).click()
  await page.getByRole('textbox', { name: 'New name of Broken' }).fill('To do')
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('button', { name: 'To do', exact: true })).toBeVisible()
  expect(JSON.parse(localStorage.getItem('taskloom.views') ?? '')).toEqual({
    tasks: [{ name: 'To do', q: 'state:failed', sort: 'updated' }],
    dags: [],
  })
  await page.getByRole('button', { name: 'Delete To do' }).click()
  await expect.element(page.getByText(/^None yet/u)).toBeVisible()
})

test('the views of DAGs are their own', async () => {
  listViews.set({
    tasks: [{ name: 'Broken', q: 'state:failed', sort: '' }],
    dags: [{ name: 'Nightly', q: 'tag:nightly', sort: '' }],
  })
  const { router } = await show('/dags', answers)
  await expect.element(page.getByRole('grid')).toBeVisible()
  await opener('Views').click()
  await expect.element(page.getByRole('button', { name: 'Broken', exact: true })).not.toBeInTheDocument()
  await page.getByRole('button', { name: 'Nightly', exact: true }).click()
  await expect.poll(() => router.state.location.search).toEqual({ q: 'tag:nightly' })
})

test('what another tab saved is there at once, and what nobody understands is not', async () => {
  await show('/tasks', answers)
  await expect.element(page.getByRole('grid')).toBeVisible()
  await opener('Views').click()
  writeElsewhere(JSON.stringify({ tasks: [{ name: 'Elsewhere', q: '', sort: '' }, { name: 7 }, null] }))
  await expect.element(page.getByRole('button', { name: 'Elsewhere', exact: true })).toBeVisible()
  writeElsewhere('{"tasks": "no list"')
  await expect.element(page.getByText(/^None yet/u)).toBeVisible()
})

test('columns are chosen, and stay chosen', async () => {
  await show('/tasks', answers)
  await expect.element(header('Waited')).toBeVisible()
  await opener('Columns').click()
  await page.getByRole('checkbox', { name: 'Waited' }).click()
  await expect.element(header('Waited')).not.toBeInTheDocument()
  expect(JSON.parse(localStorage.getItem('taskloom.columns') ?? '')).toEqual({ tasks: ['wait'], dags: [] })
  await page.getByRole('checkbox', { name: 'Waited' }).click()
  await expect.element(header('Waited')).toBeVisible()
})

test('the last column cannot be hidden', async () => {
  hiddenColumns.set({
    tasks: ['type', 'id', 'dag', 'priority', 'error', 'attempts', 'wait', 'run', 'expires', 'updated'],
    dags: [],
  })
  await show('/tasks', answers)
  await expect.element(page.getByRole('grid')).toBeVisible()
  await opener('Columns').click()
  await expect.element(page.getByRole('checkbox', { name: 'State' })).toBeDisabled()
})

test('the files of a list are those of its filter and its order', async () => {
  await show('/dags/import-46/tasks?q=state:failed&sort=updated', answers)
  await expect.element(page.getByText(/settled/u)).toBeVisible()
  await opener('Export').click()
  const link = page.getByRole('link', { name: 'CSV with payloads and results' })
  await expect.element(link).toHaveAttribute('download')
  const { pathname, searchParams } = new URL((link.element() as HTMLAnchorElement).href)
  expect(pathname).toBe('/mount/api/tasks/export')
  expect(Object.fromEntries(searchParams)).toEqual({
    format: 'csv',
    payloads: 'true',
    q: 'dag:import-46 state:failed',
    sort: 'updated',
  })
})

test('payloads are offered to those who may see them', async () => {
  await show('/tasks', { ...answers, config: () => makeConfig({ permissions: ['view'] }) })
  await expect.element(page.getByRole('grid')).toBeVisible()
  await opener('Export').click()
  await expect.element(page.getByRole('link', { name: 'CSV', exact: true })).toBeVisible()
  await expect.element(page.getByRole('link', { name: /payloads/u })).not.toBeInTheDocument()
})
