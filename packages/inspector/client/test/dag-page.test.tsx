import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import type { DagDetail, DagRow } from '../api/wire.ts'
import { sampleGraph } from '../graph/testing/sample-graph.ts'
import { lockfile } from '../graph/testing/shapes.ts'
import { answersFor } from './answers.ts'
import { makeDag, worldTime } from './factories.ts'
import { expectAccessible, show } from './show.tsx'

const sample = answersFor({ tasks: 40, dags: 3 })

function answersWith(detail: Partial<DagDetail>) {
  const known: DagDetail = { dag: makeDag(), types: [], waitsFor: [], rootCauses: [], ...detail }
  return { ...sample, dag: () => known }
}

const failed = { finished: 8, failed: 1, 'failed-upstream': 3 }

test.each<[string, Partial<DagRow>, readonly string[]]>([
  [
    'runs and in which something failed',
    { state: 'running', counts: failed },
    ['Retry what failed', 'Pause', 'Cancel'],
  ],
  ['runs in good order', { state: 'running', counts: { running: 2, skipped: 1 } }, ['Pause', 'Cancel']],
  ['is paused', { state: 'paused', counts: { paused: 2 } }, ['Resume', 'Cancel']],
  ['has finished', { state: 'finished', counts: { finished: 9, skipped: 1 } }, ['Delete']],
  ['has failed', { state: 'failed', counts: failed }, ['Retry what failed', 'Delete']],
])('a DAG that %s offers what makes sense for it', async (_, dag, titles) => {
  await show('/dags/import-42/tasks', answersWith({ dag: makeDag(dag) }))
  await expect.element(page.getByText(/settled/u)).toBeVisible()
  const buttons = page
    .getByRole('button', { name: /^(Retry what failed|Pause|Resume|Cancel|Delete)$/u })
    .elements()
  expect(buttons.map(({ textContent }) => textContent)).toEqual(titles)
})

const tab = (name: string) =>
  page.getByRole('navigation', { name: 'Views of the DAG' }).getByRole('link', { name })

test('the open task, what is hidden and the moment stay between the timeline and the graph, and leave a list alone', async () => {
  const at = String(worldTime - 300_000)
  const { router } = await show(
    `/dags/import-42/timeline?hide=finished&only=failed&at=${at}&rows=type`,
    answersWith({}),
  )
  await expect.element(page.getByRole('group', { name: 'Timeline' })).toBeVisible()
  await tab('Graph').click()
  await expect.poll(() => router.state.location.pathname).toMatch(/graph$/u)
  expect(router.state.location.search).toMatchObject({ hide: 'finished', only: 'failed', at })
  await tab('Timeline').click()
  await expect.poll(() => router.state.location.pathname).toMatch(/timeline$/u)
  expect(router.state.location.search).toEqual({ hide: 'finished', only: 'failed', at })
  await tab('Tasks').click()
  await expect.poll(() => router.state.location.pathname).toMatch(/tasks$/u)
  expect(router.state.location.search).toEqual({})
})

test('the place in a list of tasks is no moment of the graph', async () => {
  await show('/dags/import-42/tasks?at=30', answersWith({}))
  await expect.element(tab('Graph')).toBeVisible()
  expect((tab('Graph').element() as HTMLAnchorElement).search).toBe('')
})

test.each(['light', 'dark'] as const)(
  'under its header a DAG says what failed first and what that took along, what it waits for, and its metadata, in the %s theme',
  async (theme) => {
    const graph = sampleGraph(lockfile(60), { now: worldTime })
    const [cause = ''] = graph.ids
    const detail: Partial<DagDetail> = {
      rootCauses: [{ id: cause, name: 'download', error: 'The mirror is away' }],
      waitsFor: [{ id: 'resize-17', name: 'resize', summary: 'It runs on worker-2.' }],
      metadata: { order: 'A-17' },
    }
    const rootCauses: [number, number][] = [
      [4, 0],
      [5, 0],
      [6, 1],
    ]
    await show(
      '/dags/import-42/tasks',
      { ...answersWith(detail), dagGraph: () => ({ ...graph, rootCauses }) },
      { theme },
    )
    const summary = page.getByText('First failures · Waits for · Metadata')
    await expect.element(summary).toBeVisible()
    await expect.element(page.getByText('The mirror is away')).not.toBeInTheDocument()
    await summary.click()
    const failures = page.getByRole('list', { name: 'First failures' })
    await expect.element(failures.getByText('The mirror is away (took 2 tasks along)')).toBeVisible()
    const link = failures.getByRole('link', { name: /download/u }).element() as HTMLAnchorElement
    expect(link.pathname).toMatch(/\/dags\/import-42\/graph$/u)
    expect(new URLSearchParams(link.search).get('task')).toBe(cause)
    await expect.element(page.getByText('It runs on worker-2.')).toBeVisible()
    await expect.element(page.getByText('"order": "A-17"')).toBeVisible()
    await expectAccessible()
  },
)

test('a DAG of which nothing more is known has nothing to unfold', async () => {
  await show('/dags/import-42/tasks', answersWith({}))
  await expect.element(page.getByText(/settled/u)).toBeVisible()
  await expect.element(page.getByText(/First failures|Waits for|Metadata/u)).not.toBeInTheDocument()
})
