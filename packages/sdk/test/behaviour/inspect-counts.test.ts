import { openInspection, type Inspection, type TaskSelection } from '@taskloom/sdk/inspect'
import { expect, test } from 'vitest'

import type { TaskDocument } from '../../src/document/task-document.ts'
import { viewStateOf } from '../../src/document/view-state.ts'
import { inspectedTask, inspectedTasks } from '../support/inspected-tasks.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'

const start = new Date(Date.now() - 10_000_000)

interface Stocked extends AsyncDisposable {
  readonly inspection: Inspection
}

async function stocked(tasks: readonly TaskDocument[]): Promise<Stocked> {
  const context = await testLoom()
  await using raw = await rawDatabase(context)
  await raw.tasks.insertMany([...tasks])
  const inspection = openInspection(context.loom)
  await inspection.createIndexes()
  return { inspection, [Symbol.asyncDispose]: () => context[Symbol.asyncDispose]() }
}

/** Tasks that ran for 1, 2, 3 … seconds, each after it had been ready for twice as long; the latest come last. */
function ranFor(count: number): TaskDocument[] {
  return Array.from({ length: count }, (_, number) => {
    const settledAt = new Date(start.getTime() + number * 10)
    const startedAt = new Date(settledAt.getTime() - (number + 1) * 1_000)
    const readyAt = new Date(startedAt.getTime() - (number + 1) * 2_000)
    const times = { readyAt, startedAt, settledAt, updatedAt: settledAt }
    return inspectedTask('finished', number, { start, ...times })
  })
}

const tasks = inspectedTasks(240, start)

const counted: Readonly<Record<string, readonly [TaskSelection, (task: TaskDocument) => boolean]>> = {
  'every task': [{}, () => true],
  'two states': [
    { views: ['failed', 'ready'] },
    (task) => ['failed', 'ready'].includes(viewStateOf(task, new Set())),
  ],
  'a type: the types are counted without it': [{ names: ['resize'] }, () => true],
  'urgent ones': [{ priorities: [3] }, ({ priority }) => priority === 3],
  'an error': [{ errorText: 'ECONN' }, ({ fingerprint }) => fingerprint !== undefined],
  'those of a DAG': [{ dagId: 'dag-3' }, ({ dagId }) => dagId === 'dag-3'],
  'failures of a DAG': [
    { dagId: 'dag-4', views: ['failed-upstream'] },
    (task) => task.dagId === 'dag-4' && viewStateOf(task, new Set()) === 'failed-upstream',
  ],
  ids: [{ ids: ['task-0000003', 'task-0000004'] }, ({ _id }) => /-000000[34]$/.test(_id)],
}

test.each(Object.entries(counted))('type counts: %s', async (_name, [selection, isMeant]) => {
  await using stock = await stocked(tasks)
  const meant = tasks.filter(isMeant)
  expect(meant.length).toBeGreaterThan(0)
  const names = [...new Set(meant.map(({ name }) => name))].toSorted()
  expect(await stock.inspection.countTypes(selection)).toEqual(
    names.map((name) => ({
      name,
      count: meant.filter((task) => task.name === name).length,
      isCapped: false,
    })),
  )
})

test('type counts: what no index counts has no number, and no more than twelve types are counted', async () => {
  const many = Array.from({ length: 20 }, (_, number) =>
    inspectedTask('ready', number, { start, name: `type-${String(number).padStart(2, '0')}` }),
  )
  await using stock = await stocked(many)
  const found = await stock.inspection.countTypes({})
  expect(found.map(({ name }) => name)).toEqual(many.slice(0, 12).map(({ name }) => name))
  expect(await stock.inspection.countTypes({ created: { from: 0 } })).toEqual([])
})

test('type counts: a count is given up at 10,000', async () => {
  const many = Array.from({ length: 10_002 }, (_, number) =>
    inspectedTask('finished', number, { start, name: number === 0 ? 'rare' : 'common' }),
  )
  await using stock = await stocked(many)
  expect(await stock.inspection.countTypes({})).toEqual([
    { name: 'common', count: 10_000, isCapped: true },
    { name: 'rare', count: 1, isCapped: false },
  ])
})

test('task figures: half and nineteen of twenty ran and waited no longer', async () => {
  await using stock = await stocked(ranFor(100))
  expect(await stock.inspection.taskFigures({})).toEqual({
    looked: 100,
    isWhole: true,
    waitP50: 100_000,
    waitP95: 190_000,
    runP50: 50_000,
    runP95: 95_000,
  })
})

test('task figures: of many the latest thousand are looked at, merged from several walks too', async () => {
  await using stock = await stocked(ranFor(1_200))
  const expected = { looked: 1_000, isWhole: false, runP50: 700_000, runP95: 1_150_000 }
  expect(await stock.inspection.taskFigures({})).toMatchObject(expected)
  const merged = await stock.inspection.taskFigures({ views: ['finished', 'ready', 'blocked', 'failed'] })
  expect(merged).toMatchObject(expected)
})

test('task figures: of what never ran there are none, and none are looked at where no index has the latest', async () => {
  await using stock = await stocked(inspectedTasks(48, start))
  const nothing = { waitP50: null, waitP95: null, runP50: null, runP95: null }
  expect(await stock.inspection.taskFigures({ views: ['skipped'] })).toEqual({
    looked: 4,
    isWhole: true,
    ...nothing,
  })
  expect(await stock.inspection.taskFigures({ expires: { from: 0 } })).toEqual({
    looked: 0,
    isWhole: false,
    ...nothing,
  })
  expect(await stock.inspection.taskFigures({ ids: ['task-0000006'] })).toMatchObject({ looked: 1 })
})

test('type counts and task figures: the same question is answered once for all who ask at one time', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await raw.tasks.insertMany(inspectedTasks(24, start))
  const inspection = openInspection(context.loom)
  const [first] = await Promise.all([inspection.countTypes({}), inspection.countTypes({ names: ['resize'] })])
  const figures = await inspection.taskFigures({})
  await raw.tasks.deleteMany({})
  expect(await inspection.countTypes({})).toBe(first)
  expect(await inspection.taskFigures({})).toBe(figures)
})
