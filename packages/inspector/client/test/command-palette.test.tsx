import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import type { SearchHit } from '../api/wire.ts'
import { answersFor } from './answers.ts'
import { show } from './show.tsx'

const field = () => page.getByPlaceholder('An id, a name, a page, a setting')
const hit = (title: string): SearchHit => ({ kind: 'dag', id: title, title, detail: 'a DAG' })

async function openPalette(search: (q: string) => SearchHit[] | Promise<SearchHit[]>) {
  const answers = {
    ...answersFor({ tasks: 3, dags: 3 }),
    search: ({ query }: { query: URLSearchParams }) => search(query.get('q') ?? ''),
  }
  const { router } = await show('/tasks', answers)
  await expect.element(page.getByRole('grid')).toBeVisible()
  await userEvent.keyboard('{Control>}k{/Control}')
  await expect.element(field()).toHaveFocus()
  return router
}

test('the palette: when what was found first fits no more, Enter takes the first that does', async () => {
  const router = await openPalette((q) => (q === 'w' ? [hit('w-1')] : []))
  await userEvent.keyboard('w')
  await expect.element(page.getByRole('option', { name: /w-1/u })).toBeVisible()
  await userEvent.keyboard('{Home}')
  await expect.element(page.getByRole('option', { name: /w-1/u })).toHaveAttribute('aria-selected', 'true')
  await userEvent.keyboard('orkers')
  await expect.element(page.getByRole('option', { name: /w-1/u })).not.toBeInTheDocument()
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('heading', { level: 1, name: 'Workers' })).toBeVisible()
  expect(router.state.location.pathname).toBe('/workers')
})

test('the palette: until the server has answered, Enter never opens what was found for another text', async () => {
  const router = await openPalette((q) => (q === 'w' ? [hit('w-1')] : new Promise(() => undefined)))
  await userEvent.keyboard('w')
  await expect.element(page.getByRole('option', { name: /w-1/u })).toBeVisible()
  await userEvent.keyboard('orkers{Enter}')
  await expect.poll(() => router.state.location.pathname).toBe('/workers')
})

test('the palette: what the server found stands first, whatever it is called, and Enter opens it', async () => {
  const router = await openPalette((q) => (q === 'workers' ? [hit('import-42')] : []))
  await userEvent.keyboard('workers')
  await expect.element(page.getByRole('option', { name: /import-42/u })).toBeVisible()
  await userEvent.keyboard('{Home}{Enter}')
  await expect.poll(() => router.state.location.pathname).toBe('/dags/import-42/graph')
})

test('the palette offers everything that has a key on the page, and does it', async () => {
  await openPalette(() => [])
  const onPage = page.getByRole('group', { name: 'On this page' })
  await expect.element(onPage.getByRole('option', { name: /^Filter/u })).toBeVisible()
  await expect.element(onPage.getByRole('option', { name: /^Mark up to here/u })).toBeVisible()
  await expect.element(onPage.getByRole('option', { name: /^Next theme/u })).not.toBeInTheDocument()
  await userEvent.keyboard('filter{Home}{Enter}')
  await expect.element(field()).not.toBeInTheDocument()
  await expect.element(page.getByRole('combobox')).toHaveFocus()
})
