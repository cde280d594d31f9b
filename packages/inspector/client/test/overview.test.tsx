import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { parseFilter } from '../../shared/filter/parse-filter.ts'
import { askedAction, startedActions } from '../actions/action-request.ts'
import type { Series } from '../api/wire.ts'
import { answersFor } from './answers.ts'
import { makeDag, makeStats, worldTime } from './factories.ts'
import { failure } from './fake-server.ts'
import { makeSeries } from './made-system.ts'
import { expectAccessible, show } from './show.tsx'

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

test('a priority that starves says how many wait and for how long, and leads to them, the oldest first', async () => {
  await show('/', answers)
  const attention = page.getByRole('region', { name: 'Needs attention' })
  const item = attention.getByRole('listitem').filter({ hasText: 'low priority' })
  await expect
    .element(item)
    .toHaveTextContent(
      /^412 ready of resize at low priority, the oldest for 12 m( \d\d s)?, while higher ones ran$/u,
    )
  const { search } = item.getByRole('link').element() as HTMLAnchorElement
  expect(Object.fromEntries(new URLSearchParams(search))).toEqual({
    q: 'state:ready type:resize prio:low',
    sort: 'updated',
  })
})

test('where nothing fails, starves or is without a worker, nothing needs attention', async () => {
  await show('/', {
    ...answers,
    stats: () => makeStats({ errors: [], withoutWorker: [], starving: [] }),
  })
  const attention = page.getByRole('region', { name: 'Needs attention' })
  await expect.element(attention).toHaveTextContent('Needs attention Nothing does.')
})

test.each(['light', 'dark'] as const)(
  'a minute of a chart is marked and leads to its tasks, in the %s theme',
  async (theme) => {
    await show('/?type=resize', answers, { theme })
    const chart = page.getByRole('region', { name: 'Ran', exact: true })
    await chart.getByRole('button', { name: 'View as table' }).click()
    await chart.getByTitle('Mark this time').first().click()
    const marked = page.getByRole('group', { name: 'Marked time' })
    await expect.element(marked).toBeVisible()
    await expectAccessible()
    const link = marked.getByRole('link', { name: 'Failed' }).element()
    const q = new URL((link as HTMLAnchorElement).href).searchParams.get('q') ?? ''
    expect(parseFilter(q, 'tasks')).toMatchObject([
      { kind: 'state', states: ['failed', 'failed-upstream'] },
      { field: 'type', values: ['resize'] },
      { field: 'updated', comparison: '>' },
      { field: 'updated', comparison: '<' },
    ])
    await marked.getByRole('button', { name: 'Clear' }).click()
    await expect.element(marked).not.toBeInTheDocument()
  },
)

const plots = () => document.querySelectorAll('.u-over')

test('a stroke over a chart marks its time', async () => {
  await show('/', answers)
  await expect.element(page.getByRole('region', { name: 'Ran', exact: true })).toBeVisible()
  await expect.poll(() => plots().length).toBe(4)
  const plot = page.elementLocator(plots()[2] ?? document.body)
  await userEvent.dragAndDrop(plot, plot, {
    sourcePosition: { x: 60, y: 40 },
    targetPosition: { x: 180, y: 40 },
  })
  await expect.element(page.getByRole('group', { name: 'Marked time' })).toBeVisible()
})

test('what was open is stacked by state, and told as it was counted', async () => {
  await show('/', answers)
  const chart = page.getByRole('region', { name: 'Open tasks' })
  await expect.poll(() => plots().length).toBe(4)
  const plot = page.elementLocator(plots()[3] ?? document.body)
  await plot.hover()
  await expect.element(chart.getByText('12', { exact: true })).toBeVisible()
  await chart.getByRole('button', { name: 'View as table' }).click()
  const columns = chart.getByRole('columnheader').elements()
  expect(columns.map(({ textContent }) => textContent)).toEqual(['Time', 'Ready', 'Blocked', 'Running'])
  await expect.element(chart.getByRole('cell', { name: '12', exact: true }).first()).toBeVisible()
})

/** Answers that say this of what was open. */
function answered(depth: Series['depth']) {
  return { ...answers, series: () => ({ ...makeSeries(true), depth }) }
}

test('what was not counted yet, and what was never open, is said', async () => {
  await show('/', answered({ states: [] }))
  await expect.element(page.getByText('They are counted from now on.')).toBeVisible()
  await show('/', answered({ from: worldTime, states: [] }))
  await expect.element(page.getByText('There were none.')).toBeVisible()
})

test('of one type it is not known how much was open', async () => {
  await show('/?type=resize', answers)
  await expect.poll(() => plots().length).toBe(3)
  await expect.element(page.getByText('Open tasks')).not.toBeInTheDocument()
})

test('what finished and failed has a line of the last hour, in words too, and other states have none', async () => {
  await show('/', answers)
  const states = page.getByRole('region', { name: 'Tasks by state' })
  await expect.element(states.getByRole('link', { name: /Finished\s*[\d.]+ a minute$/u })).toBeVisible()
  await expect.element(states.getByRole('link', { name: /Failed\s*[\d.]+ a minute$/u })).toBeVisible()
  const lines = states.element().querySelectorAll('polyline')
  expect(lines).toHaveLength(2)
  for (const line of lines) expect(line.closest('[aria-hidden=true]')).not.toBeNull()
  const links = states
    .getByRole('link')
    .elements()
    .map(({ textContent }) => textContent)
  expect(links.filter((words) => words.includes('a minute'))).toHaveLength(2)
})

test('where nothing finished in the last hour there is no line', async () => {
  const { series = () => failure(404, 'NOT_FOUND', 'Nothing.') } = answersFor({ tasks: 0, dags: 0 })
  await show('/', { ...answers, series })
  const states = page.getByRole('region', { name: 'Tasks by state' })
  await expect.element(page.getByText('Nothing was measured in this time.').first()).toBeVisible()
  expect(states.element().querySelectorAll('polyline')).toHaveLength(0)
  expect(states.element().textContent).not.toContain('a minute')
})

test('what is longer than a day has its dates: on the chart, in its table and where it is marked', async () => {
  const halfHour = 1_800_000
  const series = () => ({ ...makeSeries(true), step: halfHour, from: worldTime - 60 * halfHour })
  await show('/?w=24h', { ...answers, series })
  const chart = page.getByRole('region', { name: 'Ran', exact: true })
  await expect.poll(() => plots().length).toBe(4)
  await page.elementLocator(plots()[2] ?? document.body).hover()
  await expect.element(chart.getByText(/^2[34] Nov, \d\d:\d\d$/u)).toBeVisible()
  await chart.getByRole('button', { name: 'View as table' }).click()
  const last = chart.getByTitle('Mark this time').first()
  await expect.element(last).toHaveTextContent('24 Nov, 11:30')
  await last.click()
  const marked = page.getByRole('group', { name: 'Marked time' })
  await expect.element(marked.getByText('24 Nov, 11:30 to 24 Nov, 12:00')).toBeVisible()
})

test('an hour has the times of the day alone', async () => {
  await show('/', answers)
  const chart = page.getByRole('region', { name: 'Ran', exact: true })
  await chart.getByRole('button', { name: 'View as table' }).click()
  await expect.element(chart.getByTitle('Mark this time').first()).toHaveTextContent(/^11:59$/u)
})

test('the oldest ready task is the first of the list that its tile opens', async () => {
  await show('/', answers)
  const tile = page.getByRole('link', { name: /Oldest ready task/u })
  await expect.element(tile).toBeVisible()
  const { search } = tile.element() as HTMLAnchorElement
  expect(Object.fromEntries(new URLSearchParams(search))).toEqual({ q: 'state:ready', sort: 'updated' })
})

const dagsOf = (state: 'running' | 'finished', count: number) =>
  Array.from({ length: count }, (_, place) => makeDag({ id: `${state}-${place}`, state, names: [state] }))

test.each([
  [2, ['running-0', 'running-1', 'finished-0', 'finished-1', 'finished-2', 'finished-3']],
  [9, Array.from({ length: 6 }, (_, place) => `running-${place}`)],
])('of %i DAGs that run as many as fit stand first, then the latest of the others', async (count, shown) => {
  const running = dagsOf('running', count)
  const latest = [...running.slice(0, 1), ...dagsOf('finished', 9)]
  await show('/', {
    ...answers,
    dags: ({ query }) => ({
      items: (query.get('q') === 'state:running' ? running : latest).slice(0, Number(query.get('limit'))),
    }),
  })
  const panel = page.getByRole('region', { name: 'Running and latest DAGs' })
  await expect.element(panel.getByTitle('running-0')).toBeVisible()
  const titles = panel.getByRole('listitem').elements()
  expect(titles.map((item) => item.querySelector('a')?.title)).toEqual(shown)
})

test.each([
  ['/', /^71 failed in 1h, about 59 more than in the 1h before$/u],
  ['/?w=8d', /^71 failed in 8d$/u],
])(
  '%s says how many failed in its time, and where it is known whether that is more than before',
  async (at, text) => {
    const sixHours = {
      from: worldTime - 72 * 300_000,
      step: 300_000,
      failed: Array.from({ length: 72 }, () => 1),
    }
    await show(at, {
      ...answers,
      series: ({ query }) => ({ ...makeSeries(true), ...(query.get('window') === '6h' ? sixHours : {}) }),
    })
    await expect.element(page.getByText(text)).toBeVisible()
  },
)

test('the figure of leases that ran out leads to these tasks', async () => {
  await show('/', answers)
  const link = page.getByRole('link', { name: /Lease ran out/u })
  await expect.element(link).toBeVisible()
  const q = new URL((link.element() as HTMLAnchorElement).href).searchParams.get('q') ?? ''
  expect(parseFilter(q, 'tasks')).toEqual([
    { kind: 'time', field: 'lease', comparison: '<', from: 'now', milliseconds: 0 },
  ])
})

test('the figure of what expired leads to what never ran, too', async () => {
  const stats = { ...makeStats(), counts: { finished: 3, expired: 2 } }
  await show('/', { ...answers, stats: () => stats })
  const link = page.getByRole('link', { name: 'Expired, never ran' })
  await expect.element(link).toBeVisible()
  const q = new URL((link.element() as HTMLAnchorElement).href).searchParams.get('q') ?? ''
  expect(parseFilter(q, 'tasks')).toEqual([
    { kind: 'state', isNegated: false, states: ['expired'] },
    { kind: 'ran', hasRun: false },
  ])
  await expectAccessible()
})
