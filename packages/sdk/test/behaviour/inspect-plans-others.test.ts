import type { DagSelection, Inspection } from '@taskloom/sdk/inspect'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'

import type { DagDocument } from '../../src/document/task-document.ts'
import { listIndexes } from '../../src/store/read/inspect/list-indexes.ts'
import { watchedInspection, type FindPlans, type WatchedInspection } from '../support/find-plans.ts'
import { inspectedTasks } from '../support/inspected-tasks.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { isFull } from '../support/sizes.ts'
import { testLoom, topology } from '../support/test-loom.ts'

/** See inspect-plans.test.ts. */
const isTrueToMongo = inject('mongoKind') !== 'secantus-python'
const isWanted = isFull || topology === 'replica-set'
const start = new Date(Date.now() - 10_000_000)
const dags = 300
const tasksOfDag = 8

const states: readonly Partial<DagDocument>[] = [
  {},
  { pausedAt: start },
  { outcome: 'FINISHED', finishedAt: start },
  { outcome: 'FAILED', finishedAt: start },
  { outcome: 'CANCELLED', finishedAt: start },
]

function dagDocument(number: number): DagDocument {
  return {
    _id: `dag-${String(number).padStart(4, '0')}`,
    pushId: 'push',
    taskCount: tasksOfDag,
    createdAt: new Date(start.getTime() + number * 1_000),
    purgeAt: new Date(start.getTime() + 100_000_000),
    revision: 0,
    ...(number % 3 === 0 ? { tags: ['nightly', `n${number}`] } : {}),
    ...states[number % states.length],
  }
}

const selections: Readonly<Record<string, DagSelection>> = {
  all: {},
  running: { states: ['running'] },
  paused: { states: ['paused'] },
  'finished or failed': { states: ['finished', 'failed'] },
  cancelled: { states: ['cancelled'] },
  'with a tag': { tag: 'nightly' },
  'created then': { created: { from: start.getTime() + 40_000, to: start.getTime() + 200_000 } },
  'failed, created then': { states: ['failed'], created: { from: start.getTime() + 100_000 } },
}

/** Reads that are no lists, and how many documents they may look at. */
const reads: Readonly<Record<string, readonly [most: number, (inspection: Inspection) => Promise<unknown>]>> =
  {
    'search by the beginning of an id': [2 * 8, (inspection) => inspection.search('task-00000')],
    'search by an id of a DAG': [4, (inspection) => inspection.search('dag-0042')],
    'a timeline': [2 * tasksOfDag, (inspection) => inspection.dagTimeline('dag-0042')],
    'a graph': [2 * tasksOfDag + 2, (inspection) => inspection.dagGraph('dag-0042', { limit: 100 })],
    // Once the whole, for what it depends on elsewhere.
    'the version of a graph': [tasksOfDag + 4, (inspection) => inspection.dagVersion('dag-0042')],
    'the events of a task': [1, (inspection) => inspection.taskEvents('task-0000042')],
    'a task': [4, (inspection) => inspection.task('task-0000042')],
    'what is around a task': [4, (inspection) => inspection.neighbours('task-0000042', { up: 2, down: 2 })],
    // The running ones, which are a twelfth.
    workers: [(2 * dags * tasksOfDag) / 12, (inspection) => inspection.workers()],
  }

const cases = Object.entries(selections).flatMap(([name, selection]) =>
  (['created', '-created'] as const).map((sort) => ({ name, sort, selection })),
)

describe.runIf(isTrueToMongo && isWanted)('plans of other reads', () => {
  let context: Awaited<ReturnType<typeof testLoom>>
  let watched: WatchedInspection
  const used = new Set<string>()

  beforeAll(async () => {
    context = await testLoom()
    await using raw = await rawDatabase(context)
    const records = Array.from({ length: dags }, (_, number) => dagDocument(number))
    await raw.db.collection<DagDocument>('dags').insertMany(records)
    const tasks = inspectedTasks(dags * tasksOfDag, start)
    await raw.tasks.insertMany(
      tasks.map((task, number) => Object.assign({}, task, { dagId: records[number % dags]?._id })),
    )
    watched = await watchedInspection(context.database)
    await watched.inspection.createIndexes()
  })

  afterAll(async () => {
    await watched[Symbol.asyncDispose]()
    await context[Symbol.asyncDispose]()
  })

  function expectIndexed({ stages, indexes }: FindPlans): void {
    expect(stages).not.toContain('COLLSCAN')
    expect(stages).not.toContain('SORT')
    for (const index of indexes) used.add(index)
  }

  test.each(cases)('DAG list: $name by $sort: an index walk', async ({ selection, sort }) => {
    let cursor: string | undefined
    for (let page = 0; page < 3; page += 1) {
      const query = { selection, sort, limit: 10, ...(cursor === undefined ? {} : { cursor }) }
      const { answer, plans } = await watched.explain(() => watched.inspection.dags(query))
      expectIndexed(plans)
      expect(answer.items.length).toBeGreaterThan(0)
      expect(plans.documentsExamined).toBeLessThanOrEqual(2 * (answer.items.length + 1))
      cursor = answer.next
      if (cursor === undefined) return
    }
  })

  test.each(Object.entries(reads))('%s looks at what it shows', async (_name, [most, read]) => {
    const { answer, plans } = await watched.explain(() => read(watched.inspection))
    expectIndexed(plans)
    expect(plans.indexes).not.toEqual([])
    expect(answer).toBeDefined()
    expect(plans.documentsExamined).toBeLessThanOrEqual(most)
  })

  test('every optional index of the DAGs serves one of them', () => {
    const declared = listIndexes.filter(({ collection }) => collection === 'dags').map(({ name }) => name)
    expect(declared.filter((name) => !used.has(name))).toEqual([])
  })
})
