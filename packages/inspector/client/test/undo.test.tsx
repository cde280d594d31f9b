import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { askedAction, startedActions } from '../actions/action-request.ts'
import type { ActionJob, ActionPreview } from '../api/wire.ts'
import { answersFor } from './answers.ts'
import { makeConfig, makeTask, makeTaskDetail } from './factories.ts'
import type { Answers } from './fake-server.ts'
import { expectAccessible, show } from './show.tsx'

const task = makeTask({ id: 'resize-17', view: 'ready' })

afterEach(() => {
  askedAction.set(undefined)
  startedActions.set([])
})

const job: ActionJob = {
  id: 'cancel-1',
  kind: 'cancel',
  state: 'done',
  total: 1,
  done: 1,
  outcomes: [{ outcome: 'changed', count: 1 }],
  failures: [],
  created: [],
}

const wholeUndo: ActionPreview = {
  matched: 1,
  isCapped: false,
  changes: { cancelled: 1 },
  skipped: [],
  cascade: {},
  sentence: 'Undo of Cancel: 1 task.',
}

/** A server where a cancel can be undone for a while. */
function answersWith(undoMilliseconds: number, undo: ActionPreview = wholeUndo): Answers {
  const answers = answersFor({ tasks: 3, dags: 1 })
  const jobs = { cancel: { ...job, undoMilliseconds }, undo: { ...job, id: 'undo-1', kind: 'undo' } } as const
  return {
    ...answers,
    task: () => makeTaskDetail({ task }),
    previewAction: ({ body }) =>
      (body as ActionJob).kind === 'undo' ? undo : { ...wholeUndo, changes: { ready: 1 } },
    startAction: ({ body }) => jobs[(body as ActionJob).kind === 'undo' ? 'undo' : 'cancel'],
    action: ({ id }) => jobs[id === 'undo-1' ? 'undo' : 'cancel'],
  }
}

async function cancelIt(answers: Answers) {
  const shown = await show(`/tasks/${task.id}`, answers)
  await page.getByRole('toolbar', { name: 'Actions' }).getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await expect.element(page.getByText('Cancelling: done')).toBeVisible()
  const started = () =>
    shown.server.calls.filter(({ name }) => name === 'startAction').map(({ call }) => call.body)
  return { ...shown, started }
}

const undoButton = page.getByRole('button', { name: 'Undo', exact: true })

test('a cancel is taken back at once where that is exact, by keyboard', async () => {
  const { started } = await cancelIt(answersWith(60_000))
  await expect.element(undoButton).toBeVisible()
  await expectAccessible()
  undoButton.element().focus()
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByText('Undoing: done')).toBeVisible()
  await expect.element(page.getByText('Cancelling: done')).not.toBeInTheDocument()
  await expect.element(undoButton).not.toBeInTheDocument()
  expect(started()).toMatchObject([{ kind: 'cancel' }, { kind: 'undo', target: { action: 'cancel-1' } }])
})

test('where something has changed since, it says first what would come of it', async () => {
  const skipped = [{ reason: 'state changed meanwhile', count: 2 }]
  const { started } = await cancelIt(answersWith(60_000, { ...wholeUndo, skipped }))
  await undoButton.click()
  const dialog = page.getByRole('dialog', { name: 'Undo: Cancel' })
  await expect.element(dialog.getByText('2: state changed meanwhile')).toBeVisible()
  await expectAccessible()
  expect(started()).toHaveLength(1)
  await dialog.getByRole('button', { name: 'Undo the rest' }).click()
  await expect.element(page.getByText('Undoing: done')).toBeVisible()
  expect(started()[1]).toMatchObject({ kind: 'undo', target: { action: 'cancel-1' } })
})

test('it is offered no longer than it stands', async () => {
  await cancelIt(answersWith(400))
  await expect.element(undoButton).not.toBeInTheDocument()
})

test('it is offered to nobody who may not do what it does', async () => {
  await cancelIt({ ...answersWith(60_000), config: () => makeConfig({ permissions: ['view', 'cancel'] }) })
  await expect.element(undoButton).toBeDisabled()
})
