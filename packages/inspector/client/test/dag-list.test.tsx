import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { askedAction, startedActions } from '../actions/action-request.ts'
import { answersFor } from './answers.ts'
import { expectAccessible, show } from './show.tsx'

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
