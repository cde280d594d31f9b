import { Priority } from '@taskloom/sdk'
import { openInspection, type Stats } from '@taskloom/sdk/inspect'
import { expect, inject, test } from 'vitest'

import type { TaskDocument, WorkerDocument } from '../../src/document/task-document.ts'
import { watchedInspection } from '../support/find-plans.ts'
import { inspectedTask } from '../support/inspected-tasks.ts'
import { rawDatabase, type RawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'

/** The Python stand-in shows a SORT for walks that it does not sort. */
const isTrueToMongo = inject('mongoKind') !== 'secantus-python'

interface Given {
  readonly view: 'ready' | 'running' | 'finished' | 'failed' | 'retrying'
  readonly name?: string
  readonly priority: Priority
  /** How many minutes ago it became ready, or began. */
  readonly minutesAgo: number
  /** How many minutes ago it finished. */
  readonly endedAgo?: number
}

const minute = 60_000
let number = 0

function stored({ view, name = 'resize', priority, minutesAgo, endedAgo = minutesAgo }: Given): TaskDocument {
  const [at, end] = [new Date(Date.now() - minutesAgo * minute), new Date(Date.now() - endedAgo * minute)]
  number += 1
  const started = view === 'ready' || view === 'retrying' ? {} : { startedAt: at }
  return inspectedTask(view, number, { start: at, name, priority, updatedAt: end, ...started })
}

/** A worker that has just told that it lives. */
const worker = (id: string, names: readonly string[], heartbeatAt: Date = new Date()): WorkerDocument => ({
  _id: id,
  processId: 'process',
  host: 'host',
  pid: 1,
  names,
  concurrency: 1,
  running: 1,
  heartbeatAt,
  purgeAt: new Date(Date.now() + minute),
})

const { LOW, MEDIUM, HIGH } = Priority
const low = { view: 'ready', priority: LOW, minutesAgo: 12 } as const
/** One of a higher priority in each ten minutes. */
const passedBy = [
  { view: 'finished', priority: HIGH, minutesAgo: 11 },
  { view: 'running', priority: HIGH, minutesAgo: 1 },
] as const satisfies readonly Given[]
const resizers = () => [worker('one', ['resize', 'download'])]

async function fill(raw: RawDatabase, tasks: readonly Given[], workers: readonly WorkerDocument[]) {
  await raw.tasks.insertMany(tasks.map(stored))
  if (workers.length > 0) await raw.db.collection<WorkerDocument>('workers').insertMany([...workers])
}

const names = ({ starving }: Stats) => starving.map(({ name, priority }) => `${name} ${priority}`)

test('starving: a priority that was passed over for ten minutes is named, with what waits and since when', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const younger = { ...low, minutesAgo: 2 }
  await fill(raw, [younger, low, ...passedBy, { ...low, priority: HIGH }], resizers())
  const inspection = openInspection(context.loom)
  const { starving } = await inspection.stats()
  expect(starving).toMatchObject([{ name: 'resize', priority: LOW, ready: { count: 2, isCapped: false } }])
  expect(Math.round((Date.now() - (starving[0]?.oldestReadyAt ?? 0)) / minute)).toBe(12)
})

test('starving: every priority of every type is looked at, once', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const waiting = (['resize', 'download'] as const).flatMap((name) =>
    [LOW, MEDIUM].flatMap((priority) => [
      { ...low, name, priority },
      { ...low, name, priority },
    ]),
  )
  await fill(raw, [...waiting, ...passedBy], resizers())
  expect(names(await openInspection(context.loom).stats()).toSorted()).toEqual([
    'download 1',
    'download 2',
    'resize 1',
    'resize 2',
  ])
})

const [before, lately] = passedBy

test.each<[what: string, tasks: readonly Given[], workers?: () => readonly WorkerDocument[]]>([
  ['nothing runs', [low]],
  ['nothing began lately, as where all that runs takes long', [low, before]],
  ['what is urgent began lately alone, as after a pause', [{ ...low, minutesAgo: 300 }, lately]],
  ['it has not waited for long', [{ ...low, minutesAgo: 8 }, ...passedBy]],
  ['what is urgent ended before it began to wait', [low, { ...before, endedAgo: 13 }, lately]],
  ['one of its own began meanwhile', [low, ...passedBy, { view: 'running', priority: LOW, minutesAgo: 3 }]],
  ['one of its own failed meanwhile', [low, ...passedBy, { view: 'failed', priority: LOW, minutesAgo: 3 }]],
  [
    'one of its own waits to be tried again',
    [low, ...passedBy, { view: 'retrying', priority: LOW, minutesAgo: 3 }],
  ],
  ['what began is no more urgent', [low, ...passedBy.map((task) => ({ ...task, priority: LOW }))]],
  ['there is no worker for it', [low, ...passedBy], () => [worker('one', ['download'])]],
  [
    'the last worker fell silent',
    [low, ...passedBy],
    () => [worker('one', ['resize', 'download'], new Date(0))],
  ],
  [
    'others began with what is urgent',
    [low, ...passedBy.map((task) => ({ ...task, name: 'download' }))],
    () => [...resizers(), worker('two', ['download'])],
  ],
])('starving: none does when %s', async (_what, tasks, workers = resizers) => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await fill(raw, tasks, workers())
  expect(names(await openInspection(context.loom).stats())).toEqual([])
})

test('starving: what another type of the same workers is passed over for counts, and no type that is paused', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await fill(raw, [low, ...passedBy.map((task) => ({ ...task, name: 'download' }))], resizers())
  const inspection = openInspection(context.loom)
  expect(names(await inspection.stats())).toEqual(['resize 1'])
  await context.loom.pause('resize')
  // Who has looked before is told as well, although it is not looked for again so soon.
  await expect.poll(async () => names(await inspection.stats()), { timeout: 30_000 }).toEqual([])
})

test.runIf(isTrueToMongo)(
  'starving: among many tasks it walks indexes, and looks at a handful of tasks',
  async () => {
    await using context = await testLoom()
    await using raw = await rawDatabase(context)
    const many = Array.from({ length: 400 }, (_, place) => ({
      ...passedBy[place % 2 === 0 ? 0 : 1],
      view: 'finished' as const,
    }))
    await fill(raw, [...Array.from({ length: 100 }, () => low), ...many], resizers())
    await using watched = await watchedInspection(context.database)
    const { inspection } = watched
    await inspection.createIndexes()
    const { answer, plans } = await watched.explain(() => inspection.stats())
    expect(names(answer)).toEqual(['resize 1'])
    expect(plans.stages).not.toContain('SORT')
    expect(plans.stages).not.toContain('COLLSCAN')
    // The failures that are grouped, the oldest ready task, and these.
    expect(plans.documentsExamined).toBeLessThanOrEqual(12)
  },
)
