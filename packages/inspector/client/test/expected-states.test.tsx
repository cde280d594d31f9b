import { afterEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { askedAction, askFor, startedActions, type AskedAction } from '../actions/action-request.ts'
import { answersFor } from './answers.ts'
import { makeStats } from './factories.ts'
import { failure, type Answers, type FakeServer } from './fake-server.ts'
import { show } from './show.tsx'

const sample = answersFor({ tasks: 3, dags: 1 })
const answers: Answers = {
  ...sample,
  stats: () => makeStats(),
  previewAction: () => ({
    matched: 5,
    isCapped: false,
    changes: { ready: 2, blocked: 1, running: 0 },
    skipped: [{ reason: 'is finished', count: 2 }],
    cascade: { scheduled: 1 },
    sentence: 'Cancel: 3 tasks.',
  }),
}

afterEach(() => {
  askedAction.set(undefined)
  startedActions.set([])
})

const confirm = () => page.getByRole('dialog').getByRole('button', { name: 'Cancel' })
const started = ({ calls }: FakeServer) =>
  calls.filter(({ name }) => name === 'startAction').map(({ call }) => call.body)

async function ask(target: AskedAction['target'], given: Answers) {
  const { server } = await show('/types', given)
  await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible()
  askFor({ kind: 'cancel', target, subject: 'some tasks' })
  await confirm().click()
  return server
}

test('an action for tasks is for those in the states that were counted, and not for what runs meanwhile', async () => {
  const server = await ask({ tasks: ['a', 'b', 'c', 'd', 'e'] }, answers)
  await expect.poll(() => started(server)).toMatchObject([{ expectedStates: ['ready', 'blocked'] }])
})

test.each([{ filter: 'state:ready' }, { dag: 'import-42' }, { type: 'resize' }])(
  'for everything of %o the server knows the states by itself',
  async (target) => {
    const server = await ask(target, answers)
    await expect.poll(() => started(server)).toHaveLength(1)
    expect(started(server)[0]).not.toHaveProperty('expectedStates')
  },
)

test('asked again after a lost answer it is the same order, whatever is counted by then', async () => {
  const lost = { ...answers, startAction: () => failure(502, 'HTTP_502', 'The proxy is away.') }
  const server = await ask({ tasks: ['a', 'b'] }, lost)
  await expect.element(page.getByText('The proxy is away.')).toBeVisible()
  server.answer('previewAction', () => ({
    matched: 2,
    isCapped: false,
    changes: { running: 2 },
    skipped: [],
    cascade: {},
    sentence: 'Cancel: 2 tasks that run.',
  }))
  server.send('dirty', { scope: 'tasks' })
  await expect.element(page.getByText('Cancel: 2 tasks that run.')).toBeVisible()
  await confirm().click()
  await expect.poll(() => started(server)).toHaveLength(2)
  const [first, second] = started(server)
  expect(second).toEqual(first)
})
