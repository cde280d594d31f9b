import { expect, test } from 'vitest'

import { Job, Report } from '../support/jobs.ts'
import { testLoom } from '../support/test-loom.ts'

test('deadline: it holds for what runs again before it; what runs again after it has its whole time, and missed it', async () => {
  await using context = await testLoom()
  const { loom } = context
  const nodes = [1, 2].map((number) => Job({ number }, { expiresIn: '30m' }))
  const dag = await loom.push(nodes, { deadline: '1h', keepFor: '1d' })
  const failAll = async (): Promise<void> => {
    for (const task of await loom.popMany(Job, 2)) await task.fail(new Error('no'))
    await context.untilResolved()
  }
  await failAll()
  await context.advance('50m')
  expect(await loom.retry(nodes[0]!)).toBe(1)
  const { deadlineAt } = await dag.info()
  expect((await loom.get(nodes[0]!))?.expiresAt).toEqual(deadlineAt)
  await failAll()
  expect(await dag.finished()).toMatchObject({ missedDeadline: false })

  await context.advance('20m')
  expect(await loom.retry(nodes[0]!)).toBe(1)
  const again = await loom.get(nodes[0]!)
  expect(Number(again?.expiresAt) - Date.now()).toBeGreaterThan(29 * 60_000)
  await (await loom.pop(Job))?.finish(1)
  await context.untilResolved()
  expect(await dag.finished()).toMatchObject({ outcome: 'FAILED', missedDeadline: true })
})

test('deadline: a finisher that runs after it does not make the DAG miss it', async () => {
  await using context = await testLoom()
  const { loom } = context
  const dag = await loom.push(Job({ number: 1 }), { deadline: '1h', onFinished: Report({}) })
  await (await loom.pop(Job))?.finish(1)
  await context.untilResolved()
  await context.advance('61m')
  await (await loom.pop(Report))?.finish('late')
  await context.untilResolved()
  expect(await dag.finished()).toMatchObject({ outcome: 'FINISHED', missedDeadline: false })
})
