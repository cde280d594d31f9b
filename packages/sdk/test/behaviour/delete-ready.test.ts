import { expect, test } from 'vitest'

import { Step } from '../support/definitions.ts'
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
