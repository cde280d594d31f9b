import { afterEach, expect, test } from 'vitest'
import { page, userEvent, type Locator } from 'vitest/browser'

import { askedAction, startedActions } from '../actions/action-request.ts'
import { openedSnapshot } from '../snapshot/opened-snapshot.ts'
import { answersFor } from './answers.ts'
import { choose, fileOf, made } from './made-snapshot.ts'
import { show } from './show.tsx'

const answers = answersFor({ tasks: 300, dags: 12 })

afterEach(() => {
  askedAction.set(undefined)
  startedActions.set([])
  openedSnapshot.set(undefined)
})

const press = (...keys: readonly string[]) => userEvent.keyboard(keys.join(''))
const grid = () => page.getByRole('grid')
const marked = () => page.getByRole('toolbar', { name: 'Marked tasks' })
const activeRow = () => document.querySelector('[role=row][data-active=true]')?.textContent

/** More stops than any page has: whoever is not met by then cannot be reached. */
const mostStops = 120

/** Presses Tab until the focus is where it should be; nothing is focused by the test itself. */
async function tabTo(target: Locator): Promise<void> {
  await expect.element(target).toBeEnabled()
  for (let stop = 0; stop < mostStops && document.activeElement !== target.element(); stop += 1) {
    await press('{Tab}')
  }
  await expect.element(target).toHaveFocus()
}

test('from the first tab stop to a changed task, by keyboard alone', async () => {
  const { server, router } = await show('/tasks', answers)
  await expect.element(grid()).toBeVisible()

  await press('{Tab}')
  await expect.element(page.getByText('Skip to the page')).toHaveFocus()
  await press('{Enter}')
  await expect.element(page.getByRole('main')).toHaveFocus()

  await press('j', 'j', 'k', 'j')
  expect(activeRow()).toContain('Blocked')
  await press('{Enter}')
  const panel = page.getByRole('complementary', { name: 'Task' })
  await expect.element(panel).toBeVisible()
  expect(router.state.location.search).toHaveProperty('task')
  await press('{BracketRight}')
  await expect.element(panel.getByText('Scheduled').first()).toBeVisible()
  await press('{Escape}')
  await expect.element(panel).not.toBeInTheDocument()

  await press('x', 'j', 'X')
  await expect.element(page.getByText('2 tasks marked')).toBeVisible()
  await tabTo(marked().getByRole('button', { name: 'Cancel' }))
  await press('{Enter}')
  const dialog = page.getByRole('dialog', { name: /^Cancel: 2 tasks/u })
  await expect.element(dialog.getByText(/tasks change/u)).toBeVisible()
  await tabTo(dialog.getByRole('button', { name: 'Cancel' }))
  await press('{Enter}')
  await expect.element(page.getByText('Cancelling: done')).toBeVisible()
  const started = server.calls.find(({ name }) => name === 'startAction')?.call.body
  expect(started).toMatchObject({ kind: 'cancel' })
})

test('keys lead everywhere: the sheet, the palette, the filter, the pages', async () => {
  const { router } = await show('/tasks', answers)
  await expect.element(grid()).toBeVisible()

  await press('?')
  const sheet = page.getByRole('dialog', { name: 'Keys' })
  await expect.element(sheet.getByText('Mark up to here')).toBeVisible()
  await press('{Escape}')
  await expect.element(sheet).not.toBeInTheDocument()

  await press('/')
  await userEvent.keyboard('state:fai')
  await press('{ArrowDown}', '{Enter}')
  await expect.element(page.getByRole('button', { name: 'Remove state:failed' })).toBeVisible()
  expect(router.state.location.search).toMatchObject({ q: 'state:failed' })
  await press('{Escape}', '{Escape}')

  await userEvent.keyboard('{Control>}k{/Control}')
  await expect.element(page.getByPlaceholder('An id, a name, a page, a setting')).toHaveFocus()
  await userEvent.keyboard('worker')
  await press('{Enter}')
  await expect.element(page.getByRole('heading', { level: 1, name: 'Workers' })).toBeVisible()
  expect(router.state.location.pathname).toBe('/workers')
})

test('a mistake in the filter is said with the way out, and nothing is asked', async () => {
  const { server, router } = await show('/tasks', answers)
  await expect.element(grid()).toBeVisible()
  const asked = server.calls.filter(({ name }) => name === 'tasks').length
  await press('/')
  await userEvent.keyboard('state:purple')
  await press('{Enter}')
  await expect.element(page.getByRole('alert')).toHaveTextContent(/purple/u)
  expect(server.calls.filter(({ name }) => name === 'tasks')).toHaveLength(asked)
  expect(router.state.location.search).toEqual({})
})

test('a pasted id becomes a filter', async () => {
  const { router } = await show('/tasks', answers)
  await expect.element(grid()).toBeVisible()
  await press('/')
  await userEvent.keyboard('65a1b2c3d4e5f60718293a4b{Enter}')
  await expect.poll(() => router.state.location.search).toMatchObject({ q: 'id:65a1b2c3d4e5f60718293a4b' })
})

test('more than a hundred tasks must be typed', async () => {
  const { server } = await show('/tasks?q=state:failed', answers)
  await expect.element(grid()).toBeVisible()
  await tabTo(page.getByRole('checkbox', { name: 'Mark all that are loaded' }))
  await press(' ')
  await tabTo(page.getByRole('button', { name: 'Everything that fits the filter' }))
  await press('{Enter}')
  await tabTo(marked().getByRole('button', { name: 'Retry' }))
  await press('{Enter}')
  const dialog = page.getByRole('dialog')
  const confirm = dialog.getByRole('button', { name: 'Retry' })
  await expect.element(confirm).toBeDisabled()
  await tabTo(dialog.getByRole('textbox'))
  await press('1')
  await expect.element(confirm).toBeDisabled()
  const number = dialog.getByText(/^Type/u).element().querySelector('strong')?.textContent ?? ''
  await press('{Backspace}', number)
  await tabTo(confirm)
  await press('{Enter}')
  await expect.element(page.getByText('Retrying: done')).toBeVisible()
  expect(server.calls.some(({ name }) => name === 'startAction')).toBe(true)
})

test('a snapshot is opened and read by keyboard alone', async () => {
  const { router } = await show('/tasks', answers)
  await expect.element(grid()).toBeVisible()

  await userEvent.keyboard('{Control>}k{/Control}')
  await expect.element(page.getByPlaceholder('An id, a name, a page, a setting')).toHaveFocus()
  await userEvent.keyboard('snapshot{Enter}')
  await expect.element(page.getByRole('heading', { name: 'Open a snapshot' })).toBeVisible()

  await tabTo(page.getByRole('button', { name: 'Choose a file' }))
  // The dialog of the browser stands outside of the page.
  let asked = 0
  document.querySelector('input[type=file]')?.addEventListener('click', (event) => {
    event.preventDefault()
    asked += 1
  })
  await press('{Enter}')
  expect(asked).toBe(1)
  choose(fileOf(made))
  const stage = page.getByLabelText(/^Graph of/u)
  await expect.element(stage).toBeVisible()

  await tabTo(stage)
  await press('{ArrowRight}', '{Enter}')
  const panel = page.getByRole('complementary', { name: 'Task' })
  await expect.element(panel).toBeVisible()
  expect(router.state.location.search).toHaveProperty('task')
  await press('{Escape}')
  await expect.element(panel).not.toBeInTheDocument()
})
