import { openInspection, viewStates, type TaskSelection } from '@taskloom/sdk/inspect'
import { expect, test } from 'vitest'

import { Step } from '../support/definitions.ts'
import { inspectedTask } from '../support/inspected-tasks.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'
import { walkList } from '../support/walk-list.ts'

const start = new Date(Date.now() - 1_000_000)

test('task list: what expired without a run is told from what ran, and from what was given back at once', async () => {
  await using context = await testLoom()
  const { loom } = context
  const nodes = ['runs', 'given back', 'waits'].map((label) =>
    Step({ label }, { dependsOn: { before: [] }, expiresIn: '1h' }),
  )
  await loom.push(nodes, { keepFor: '1d' })
  const [runs, givenBack] = await loom.popMany(Step, 2)
  await givenBack![Symbol.asyncDispose]()
  await context.advance('2h')
  await context.sweep()
  const inspection = openInspection(loom)
  const found = async (hasRun: boolean): Promise<string[]> => {
    const { items } = await inspection.tasks({ selection: { views: ['expired'], hasRun } })
    return items.map(({ id }) => id).toSorted()
  }
  expect(await found(true)).toEqual([runs!.id])
  expect(await found(false)).toEqual(
    nodes
      .map(({ id }) => id)
      .filter((id) => id !== runs!.id)
      .toSorted(),
  )
})

test('task list: tasks that ran and that did not are walked apart, everywhere and in a DAG, and counted', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const views = ['expired', 'retrying', 'cancelled'] as const
  const stored = Array.from({ length: 90 }, (_, number) =>
    inspectedTask(views[number % 3] ?? 'expired', number, { start, dagId: 'd', attempt: number % 2 }),
  )
  await raw.tasks.insertMany(stored)
  const inspection = openInspection(context.loom)
  await inspection.createIndexes()
  const idsOf = async (selection: TaskSelection): Promise<string[]> => {
    const { there, back } = await walkList(inspection, { selection, limit: 4 })
    expect(back).toEqual(there)
    return there.map(({ id }) => id).toSorted()
  }
  const without = stored.filter(({ attempt, state }) => attempt === 0 && state === 'EXPIRED')
  const expired = { views: ['expired'], hasRun: false } as const
  expect(await idsOf(expired)).toEqual(without.map(({ _id }) => _id))
  expect(await inspection.countTasks(expired)).toMatchObject({
    total: { count: 15 },
    counts: { expired: 15 },
  })
  const ran = stored.filter(({ attempt, state }) => attempt > 0 && state !== 'CREATED')
  expect(await idsOf({ views: ['expired', 'cancelled'], hasRun: true })).toEqual(ran.map(({ _id }) => _id))
  expect(await idsOf({ dagId: 'd', hasRun: true })).toEqual(
    stored.filter(({ attempt }) => attempt > 0).map(({ _id }) => _id),
  )
  // What is between two attempts has run: nothing is both.
  expect(await idsOf({ dagId: 'd', views: ['retrying'], hasRun: false })).toEqual([])
  const [first] = without
  const { items } = await inspection.tasks({
    selection: { ...expired, ids: stored.slice(0, 3).map(({ _id }) => _id) },
  })
  expect(items.map(({ id }) => id)).toEqual([first?._id])
})

test('task list: whether it ran is refused where a walk would meet few that are meant', async () => {
  await using context = await testLoom()
  const inspection = openInspection(context.loom)
  for (const views of [undefined, ...viewStates.map((view) => [view])]) {
    const selection = { hasRun: false, ...(views === undefined ? {} : { views }) }
    const offers = await inspection.offeredSorts(selection)
    const isOffered = offers.some((offer) => offer.isOffered)
    expect(isOffered).toBe(['expired', 'cancelled', 'skipped'].includes(views?.join() ?? ''))
    expect(isOffered || /state:expired/u.test(offers[0]?.reason ?? '')).toBe(true)
  }
})
