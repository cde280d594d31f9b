import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import type { TaskDetail } from '../api/wire.ts'
import { answersFor } from './answers.ts'
import { makeTask, makeTaskDetail } from './factories.ts'
import { expectAccessible, show } from './show.tsx'

const task = makeTask({ id: '65a1b2c3d4e5f60718293a4b', view: 'finished' })
/** Shared, so that no two actions have the same id. */
const answers = answersFor({ tasks: 3, dags: 1 })
const button = page.getByRole('button', { name: 'Clone and run' })

/** Asks for a copy of a task; what was sent is asked of the answer. */
async function askForCopy(detail: Partial<TaskDetail>) {
  const { server } = await show(`/tasks/${task.id}`, {
    ...answers,
    task: () => makeTaskDetail({ task, actions: ['run'], payload: { width: '•••' }, ...detail }),
  })
  await button.click()
  await expect.element(page.getByRole('dialog')).toBeVisible()
  return () => server.calls.find(({ name }) => name === 'startAction')?.call.body
}

async function confirm(): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: 'Run the copy' }).click()
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
}

test('a copy has the payload of its task, of which what is shown may lack a part', async () => {
  const started = await askForCopy({})
  await expectAccessible()
  await confirm()
  expect(started()).toMatchObject({ kind: 'run', options: {} })
  expect(started()).not.toHaveProperty('options.payload')
})

test('a payload is sent when it was changed', async () => {
  const started = await askForCopy({ payload: { width: 1 } })
  const field = page.getByLabelText('Payload, in extended JSON')
  await field.fill('{"width": 2}')
  await confirm()
  expect(started()).toMatchObject({ options: { payload: { width: 2 } } })
})

test('a payload that was changed back is not sent', async () => {
  const started = await askForCopy({ payload: { width: 1 } })
  const field = page.getByLabelText('Payload, in extended JSON')
  await field.fill('{"width": 2}')
  await field.fill(JSON.stringify({ width: 1 }, null, 2))
  await confirm()
  expect(started()).not.toHaveProperty('options.payload')
})

test('whoever sees no payload is told that the copy has the same', async () => {
  const started = await askForCopy({ payload: null, isPayloadHidden: true })
  await expect.element(page.getByText(/withheld from you; it is copied as it is/u)).toBeVisible()
  await expect.element(page.getByRole('textbox', { name: /Payload/u })).not.toBeInTheDocument()
  await expectAccessible()
  await confirm()
  expect(started()).not.toHaveProperty('options.payload')
})
