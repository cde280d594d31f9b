import { expect, onTestFinished, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { parseFilter } from '../../shared/filter/parse-filter.ts'
import { answersFor } from './answers.ts'
import { makeTask, makeTaskDetail, worldTime } from './factories.ts'
import { failure } from './fake-server.ts'
import { expectAccessible, show } from './show.tsx'

const task = makeTask({ id: '65a1b2c3d4e5f60718293a4b', view: 'failed' })
const detail = makeTaskDetail({
  task,
  actions: ['retry', 'rerun', 'delete'],
  failure: {
    code: 'HANDLER_FAILED',
    name: 'Error',
    message: 'The mirror is away',
    stack:
      'Error: The mirror is away\n    at fetchImage (/app/src/fetch.ts:7:3)\n    at node:internal/timers:1:1',
    cause: { code: 'ECONNREFUSED', name: 'SystemError', message: 'connect 10.0.0.7:443' },
  },
  attempts: [
    { attempt: 1, at: worldTime - 9_000, error: { code: 'E', name: 'Error', message: 'It timed out' } },
  ],
})
const answers = { ...answersFor({ tasks: 3, dags: 1 }), task: () => detail }
const at = `/tasks/${task.id}`

test('the error comes with what caused it, with own frames first, and with the attempts before', async () => {
  await show(`${at}?tab=error`, answers)
  await expect.element(page.getByText('The mirror is away').first()).toBeVisible()
  await expect.element(page.getByText('connect 10.0.0.7:443').first()).toBeVisible()
  await expect.element(page.getByText('fetchImage (/app/src/fetch.ts:7:3)').first()).toBeVisible()
  await expect.element(page.getByText(/^node:internal/u)).not.toBeInTheDocument()
  await page.getByRole('button', { name: '1 more frames' }).click()
  await expect.element(page.getByText(/^node:internal/u)).toBeVisible()
  await expect.element(page.getByText(/Attempt 1, /u)).toBeVisible()
  await expectAccessible()
})

function stackAt(line: number): string {
  return `Error: x
    at fetchImage (/app/src/fetch.ts:${line}:3)
    at run (/app/src/run.ts:1:1)`
}

function failing(attempt: number, message: string, line: number) {
  const error = { code: 'E', name: 'Error', message, stack: stackAt(line) }
  return { attempt, at: worldTime - 9_000, error }
}

test('the error of one attempt is compared with that of another, and leads to all that failed like it', async () => {
  await show(`${at}?tab=error`, {
    ...answers,
    task: () => ({
      ...detail,
      fingerprint: 'connect to "cache" refused',
      task: { ...task, attempt: 3 },
      failure: failing(3, 'The mirror is away', 7).error,
      attempts: [failing(1, 'The mirror is away', 7), failing(2, 'It timed out', 9)],
    }),
  })
  const compare = page.getByRole('region', { name: 'Compare attempts' })
  await expect.element(compare.getByText('They differ in 4 lines.')).toBeVisible()
  await expect.element(compare.getByText(/only in attempt 2.*timed out/u)).toBeVisible()
  await expect.element(compare.getByText(/only in attempt 3.*fetch.ts:7/u)).toBeVisible()
  await expectAccessible()
  await compare.getByLabelText('Attempt to compare', { exact: true }).selectOptions('Attempt 1')
  await expect.element(compare.getByText('They failed alike.')).toBeVisible()
  const link = page.getByRole('link', { name: 'All tasks that failed like it' }).element()
  const q = new URL((link as HTMLAnchorElement).href).searchParams.get('q') ?? ''
  expect(parseFilter(q, 'tasks')).toMatchObject([
    { field: 'fingerprint', values: ['connect to "cache" refused'] },
  ])
})

test('a payload keeps its types and its digits, and is searched', async () => {
  await show(`${at}?tab=payload`, answers)
  await expect.element(page.getByText('9007199254740993')).toBeVisible()
  await expect.element(page.getByText('ObjectId')).toBeVisible()
  await expect.element(page.getByText('Decimal128')).toBeVisible()
  await expect.element(page.getByText(/Withheld by the server: payload.secret/u)).toBeVisible()
  await page.getByRole('searchbox').fill('portrait')
  await expect.poll(() => document.querySelectorAll('[data-match=true]').length).toBe(1)
  await expectAccessible()
})

test.each(['payload', 'raw'])('the tab %s is copied as code, by keyboard too', async (tab) => {
  const copy = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
  onTestFinished(() => copy.mockRestore())
  await show(`${at}?tab=${tab}`, answers)
  const opener = page.getByText('Copy as', { exact: true })
  await opener.click()
  await expect.element(page.getByRole('button', { name: 'mongosh' })).toBeVisible()
  await expectAccessible()
  await page.getByRole('button', { name: 'curl' }).click()
  await expect.element(page.getByText('Copied as curl')).toBeVisible()
  expect(copy.mock.lastCall?.[0]).toContain(`curl -sS '${location.origin}/mount/api/tasks/${task.id}'`)
  await expect.element(page.getByRole('button', { name: 'mongosh' })).not.toBeInTheDocument()
  opener.element().closest('summary')?.focus()
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('button', { name: 'mongosh' })).toBeVisible()
  await userEvent.keyboard('{Tab}{Tab}{Tab}{Enter}')
  await expect.element(page.getByText('Copied as TypeScript')).toBeVisible()
  expect(copy.mock.lastCall?.[0]).toContain('const task = Resize(')
})

test('dependencies come with their rule and their results', async () => {
  await show(`${at}?tab=dependencies`, answers)
  await expect.element(page.getByText('finished, satisfied')).toBeVisible()
  await page.getByRole('button', { name: 'Result' }).click()
  await expect.element(page.getByText(/\/tmp\/cat.png/u)).toBeVisible()
  const dependents = page.getByRole('region', { name: /^Dependents/u })
  await expect.element(dependents.getByRole('link', { name: /gallery/u })).toBeVisible()
  await expectAccessible()
})

test('the summary says how long it waited and for what', async () => {
  await show(at, answers)
  await expect
    .element(page.getByText('Waited 4.2 s: 3.9 s for download-3, 0.3 s for a worker.'))
    .toBeVisible()
})

test('a change under the eyes of the reader is said', async () => {
  let known = detail
  const { server } = await show(at, { ...answers, task: () => known })
  await expect.element(page.getByRole('heading', { level: 1, name: 'resize' })).toBeVisible()
  await expect.poll(() => server.streams().join()).toContain('task')
  const changed = { ...task, view: 'ready' as const, revision: 1, updatedAt: worldTime + 1 }
  known = { ...detail, task: changed }
  server.send('tasks', { tasks: [changed] })
  await expect.element(page.getByText(/was failed/u)).toBeVisible()
})

test('the tabs are gone through with the arrow keys', async () => {
  const { router } = await show(at, answers)
  await page.getByRole('tab', { name: 'Summary' }).click()
  await userEvent.keyboard('{ArrowRight}')
  await expect.element(page.getByRole('tab', { name: 'Payload' })).toHaveAttribute('aria-selected', 'true')
  expect(router.state.location.search).toEqual({ tab: 'payload' })
})

test('a task that is gone meanwhile is not shown any longer', async () => {
  const { server } = await show(at, answers)
  await expect.element(page.getByRole('button', { name: 'Retry' }).first()).toBeVisible()
  server.answer('task', () => failure(404, 'NOT_FOUND', 'There is no task.'))
  server.send('removed', { ids: [task.id] })
  await expect.element(page.getByText('There is no such task')).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Retry' })).not.toBeInTheDocument()
})

test('a task that is gone says where it was and why it may be, and names the tab of the browser', async () => {
  const { server, session } = await show(at, answers)
  await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible()
  server.answer('task', () => failure(404, 'TASK_NOT_FOUND', 'No such task.'))
  await session.cache.invalidateQueries()
  await expect.element(page.getByText('There is no such task')).toBeVisible()
  await expect.element(page.getByText(/ended tasks are removed when their retention is over/u)).toBeVisible()
  const link = page.getByRole('main').getByRole('link', { name: task.dagId })
  expect((link.element() as HTMLAnchorElement).pathname).toMatch(/\/dags\/import-42\/graph$/u)
  expect(document.title).toBe(`No task ${task.id} · Taskloom`)
  await expectAccessible()
})
