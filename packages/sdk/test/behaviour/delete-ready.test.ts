import { expect, test } from 'vitest'

import { Step } from '../support/definitions.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'

test('delete: a finished task whose dependents are ready takes them along, in other DAGs as well', async () => {
  await using context = await testLoom()
  const { loom } = context
  const first = Step({ label: 'first' }, { dependsOn: { before: [] } })
  const second = Step({ label: 'second' }, { dependsOn: { before: [first] } })
  await loom.push([first, second])
  await (await loom.pop(Step))?.finish('done')
  await context.untilResolved()
  const elsewhere = Step({ label: 'elsewhere' }, { dependsOn: { before: [first] } })
  await loom.push(elsewhere)
  await context.untilResolved()
  expect(await context.purePop(Step)).toEqual([second.id, elsewhere.id])
  await loom.delete(first)
  for (const node of [second, elsewhere])
    expect(await loom.get(node)).toMatchObject({ state: 'FAILED', rootCause: first.id })
  expect(await context.purePop(Step)).toEqual([])
})

test('delete: a task that runs already is not touched by the end of what it was run with', async () => {
  await using context = await testLoom()
  const { loom } = context
  const first = Step({ label: 'first' }, { dependsOn: { before: [] } })
  const second = Step({ label: 'second' }, { dependsOn: { before: [first] } })
  await loom.push([first, second])
  await (await loom.pop(Step))?.finish('done')
  await context.untilResolved()
  const running = await loom.pop(Step)
  await loom.delete(first)
  await running?.finish('done as well')
  expect(await loom.get(second)).toMatchObject({ state: 'FINISHED', result: 'done as well' })
})

test('delete: a task that was running then, and is given back or recovered, ends as one that had not started', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const first = Step({ label: 'first' }, { dependsOn: { before: [] } })
  const returned = Step({ label: 'returned' }, { dependsOn: { before: [first] } })
  const lost = Step({ label: 'lost' }, { dependsOn: { before: [first] } })
  await loom.push([first, returned, lost])
  await (await loom.pop(Step))?.finish('done')
  await context.untilResolved()
  const running = await loom.pop(Step)
  await loom.pop(Step)
  await loom.delete(first)
  await running?.[Symbol.asyncDispose]()
  await raw.tasks.updateOne({ _id: lost.id }, { $set: { 'lease.until': new Date(0) } })
  await context.sweep()
  await context.untilResolved()
  for (const node of [returned, lost])
    expect(await loom.get(node)).toMatchObject({ state: 'FAILED', rootCause: first.id })
})
