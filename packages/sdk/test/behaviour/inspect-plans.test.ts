import { viewStates, type TaskSelection, type TaskSort } from '@taskloom/sdk/inspect'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'

import { listIndexes } from '../../src/store/read/inspect/list-indexes.ts'
import { taskSorts } from '../../src/store/read/inspect/plan-task-list.ts'
import { watchedInspection, type WatchedInspection } from '../support/find-plans.ts'
import { inspectedTask, inspectedTasks } from '../support/inspected-tasks.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { isFull, sampleFor } from '../support/sizes.ts'
import { testLoom, topology } from '../support/test-loom.ts'

/** The Python stand-in shows a SORT for walks that it does not sort. */
const isTrueToMongo = inject('mongoKind') !== 'secantus-python'
/** A plan is the same on every topology: the everyday run looks at those of one. */
const isWanted = isFull || topology === 'replica-set'
const start = new Date(Date.now() - 10_000_000)
const count = 2_400
const limit = 20

const selections: Readonly<Record<string, TaskSelection>> = {
  'all tasks': {},
  ...Object.fromEntries(viewStates.map((view) => [view, { views: [view] }])),
  'failed, of a type': { views: ['failed'], names: ['resize'] },
  'blocked, of two types, urgent': { views: ['blocked'], names: ['resize', 'gallery'], priorities: [2, 3] },
  'ready, of a type': { views: ['ready'], names: ['download'] },
  'several states': { views: ['failed', 'expired', 'ready', 'retrying', 'running'] },
  'all but finished': { views: viewStates.filter((view) => view !== 'finished') },
  urgent: { priorities: [3] },
  'a type': { names: ['gallery'] },
  'two types': { names: ['gallery', 'resize'] },
  'changed lately': { updated: { from: start.getTime() + 500_000 } },
  'failed lately': { views: ['failed'], updated: { from: start.getTime() + 500_000 } },
  'created then': { created: { from: start.getTime() + 50_000, to: start.getTime() + 150_000 } },
  'of a type, created then': { names: ['resize'], created: { to: start.getTime() + 150_000 } },
  'expiring then': { expires: { from: start.getTime() + 48 * 3_600_000 + 500_000 } },
  'whose lease ends then': { lease: { to: start.getTime() + 3_600_000 + 500_000 } },
  'running, whose lease ends then': {
    views: ['running'],
    lease: { from: start.getTime() + 3_600_000, to: start.getTime() + 3_600_000 + 500_000 },
  },
  'expired without a run': { views: ['expired'], hasRun: false },
  'expired or cancelled, of a type, that ran': {
    views: ['expired', 'cancelled'],
    names: ['resize'],
    hasRun: true,
  },
  'of a DAG, without a run': { dagId: 'mixed', hasRun: false },
  'of a DAG': { dagId: 'mixed' },
  ...Object.fromEntries(viewStates.map((view) => [`of a DAG, ${view}`, { dagId: 'mixed', views: [view] }])),
  'of a DAG, several states': {
    dagId: 'mixed',
    views: ['failed', 'expired', 'ready', 'retrying', 'running'],
  },
  'of a DAG, a type, urgent': { dagId: 'mixed', names: ['gallery'], priorities: [3] },
  'of a DAG, failed, of a type': { dagId: 'mixed', views: ['failed'], names: ['gallery'] },
  'of a DAG, with an error': { dagId: 'mixed', errorText: 'ECONN' },
  'of a DAG, created then': { dagId: 'mixed', created: { to: start.getTime() + 50_000 } },
  'of a DAG, expiring then': { dagId: 'mixed', expires: { to: start.getTime() + 48 * 3_600_000 + 500_000 } },
  'of a DAG, changed lately': { dagId: 'mixed', updated: { from: start.getTime() + 500_000 } },
  'with an error': { errorText: 'ECONN' },
  'with an error, of a type': { errorText: 'broke', names: ['resize'] },
  'with this error': { fingerprint: 'ECONN: It broke.' },
  'with an error, lately': { errorText: 'EC', updated: { from: start.getTime() + 500_000 } },
}

const all = Object.entries(selections).flatMap(([name, selection]) =>
  taskSorts.map((sort) => ({ name, sort, selection })),
)
/** A server plans alike on both topologies: all of them on one, a sample on the other. */
const most = topology === 'replica-set' ? all.length : 100
const cases = sampleFor('plans of lists', all, { full: most, fast: 20, slow: 20 })

describe.runIf(isTrueToMongo && isWanted)('plans of lists', () => {
  let context: Awaited<ReturnType<typeof testLoom>>
  let watched: WatchedInspection
  const used = new Set<string>()

  beforeAll(async () => {
    context = await testLoom()
    await using raw = await rawDatabase(context)
    await raw.tasks.insertMany(inspectedTasks(count, start))
    // A DAG that has something of everything.
    await raw.tasks.insertMany(
      Array.from({ length: 600 }, (_, number) =>
        inspectedTask(viewStates[Math.floor(number / 3) % viewStates.length] ?? 'ready', 3 * count + number, {
          start,
          dagId: 'mixed',
        }),
      ),
    )
    // Many that are not meant where few are: a walk that meets them would look at far too much.
    await raw.tasks.insertMany(
      Array.from({ length: count }, (_, number) =>
        inspectedTask(number % 2 === 0 ? 'failed-upstream' : 'blocked', count + number, { start }),
      ),
    )
    watched = await watchedInspection(context.database)
    await watched.inspection.createIndexes()
  })

  afterAll(async () => {
    await watched[Symbol.asyncDispose]()
    await context[Symbol.asyncDispose]()
  })

  test.each(cases)(
    'plans of lists: $name by $sort: an index walk, or not offered',
    async ({ sort, selection }) => {
      const offers = await watched.inspection.offeredSorts(selection)
      const offer = offers.find(({ name }) => name === sort)
      expect(offer?.isOffered === true || /^[A-Z].*\.$/.test(offer?.reason ?? '')).toBe(true)
      if (offer?.isOffered === true) await expectWalk(selection, sort)
    },
  )

  async function expectWalk(selection: TaskSelection, sort: TaskSort): Promise<void> {
    let cursor: string | undefined
    for (let page = 0; page < 3; page += 1) {
      const query = { selection, sort, limit, ...(cursor === undefined ? {} : { cursor }) }
      const { answer, plans } = await watched.explain(() => watched.inspection.tasks(query))
      expect(plans.stages).not.toContain('SORT')
      expect(plans.stages).not.toContain('COLLSCAN')
      expect(plans.documentsExamined).toBeLessThanOrEqual(2 * (answer.items.length + 1))
      for (const index of plans.indexes) used.add(index)
      cursor = answer.next
      if (cursor === undefined) return
    }
  }

  test.each(Object.entries(selections))(
    'plans of figures: %s: an index walk over the latest, or none',
    async (_name, selection) => {
      const { answer, plans } = await watched.explain(() => watched.inspection.taskFigures(selection))
      expect(answer.looked).toBeLessThanOrEqual(1_000)
      expect(plans.stages).not.toContain('SORT')
      expect(plans.stages).not.toContain('COLLSCAN')
      expect(plans.documentsExamined).toBeLessThanOrEqual(2 * (answer.looked + 1))
    },
  )

  test('plans of lists: the default sort of every selection is one that is offered', async () => {
    for (const selection of Object.values(selections))
      await expect(watched.inspection.tasks({ selection, limit: 1 })).resolves.toBeDefined()
  })

  test.runIf(cases.length === all.length)(
    'plans of lists: every optional index of the tasks serves one of them',
    () => {
      const declared = listIndexes.filter(({ collection }) => collection === 'tasks').map(({ name }) => name)
      expect(declared.filter((name) => !used.has(name))).toEqual([])
    },
  )
})
