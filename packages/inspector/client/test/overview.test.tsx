import { afterEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { parseFilter } from '../../shared/filter/parse-filter.ts'
import { askedAction, startedActions } from '../actions/action-request.ts'
import { answersFor } from './answers.ts'
import { makeStats } from './factories.ts'
import { show } from './show.tsx'

const answers = answersFor({ tasks: 40, dags: 12 })

afterEach(() => {
  askedAction.set(undefined)
  startedActions.set([])
})

test('a group of errors leads to its tasks, and is retried as a whole, whatever its message', async () => {
  const [group] = makeStats().errors
  const { server } = await show('/', answers)
  const attention = page.getByRole('region', { name: 'Needs attention' })
  const link = attention.getByRole('link', { name: group?.message ?? '' })
  await expect.element(link).toBeVisible()
  const q = new URL((link.element() as HTMLAnchorElement).href).searchParams.get('q') ?? ''
  expect(parseFilter(q, 'tasks')).toMatchObject([{ values: [group?.fingerprint] }])
  await attention.getByRole('button', { name: 'Retry' }).first().click()
  await expect
    .poll(() => server.calls.find(({ name }) => name === 'previewAction')?.call.body)
    .toMatchObject({ kind: 'retry' })
  const body = server.calls.find(({ name }) => name === 'previewAction')?.call.body
  const { filter } = (body as { target: { filter: string } }).target
  expect(parseFilter(filter, 'tasks')).toMatchObject([
    { kind: 'state' },
    { field: 'fingerprint', values: [group?.fingerprint] },
  ])
})
