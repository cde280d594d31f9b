import { expect, test } from 'vitest'

import { Download, Step } from '../support/definitions.ts'
import { testLoom } from '../support/test-loom.ts'

test('push: a task with an id of your choice is stored once, however often and by whomever it is pushed', async () => {
  await using context = await testLoom()
  const { loom } = context
  await loom.push(Download({ url: 'first' }, { id: 'order-42' }))
  await loom.push(Download({ url: 'second' }, { id: 'order-42' }))
  expect(await loom.find(Download)).toMatchObject([{ id: 'order-42', payload: { url: 'first' } }])
  const task = await loom.pop(Download)
  await task?.finish({ path: 'a' })
  await loom.push(Download({ url: 'third' }, { id: 'order-42' }))
  expect(await loom.pop(Download)).toBeNull()
})

test('push: in a DAG, the node whose id is stored already is left out and can still be waited for', async () => {
  await using context = await testLoom()
  const { loom } = context
  await loom.push(Step({ label: 'first' }, { id: 'shared', dependsOn: { before: [] } }))
  const again = Step({ label: 'again' }, { id: 'shared', dependsOn: { before: [] } })
  const last = Step({ label: 'last' }, { dependsOn: { before: [again] } })
  const other = Step({ label: 'other' }, { dependsOn: { before: [again] } })
  const dag = await loom.push([last, other])
  expect(dag.taskIds.toSorted()).toEqual([last.id, other.id].toSorted())
  await (await loom.pop(Step))?.finish('done')
  await context.untilResolved()
  expect((await loom.popMany(Step, 10)).map(({ id }) => id).toSorted()).toEqual(
    [last.id, other.id].toSorted(),
  )
})

test('refused at push: a cycle, with its path in the message, and nothing is stored', async () => {
  await using context = await testLoom()
  const { loom } = context
  const one = Step({ label: 'one' }, { id: 'one', dependsOn: { before: [Step.id('three')] } })
  const two = Step({ label: 'two' }, { id: 'two', dependsOn: { before: [one] } })
  const three = Step({ label: 'three' }, { id: 'three', dependsOn: { before: [two] } })
  await expect(loom.push([one, two, three])).rejects.toMatchObject({
    code: 'CYCLE',
    message:
      'These tasks wait for each other: `step` (one) → `step` (three) → `step` (two) → `step` (one). Nothing was stored.',
    details: { cycle: ['one', 'three', 'two', 'one'] },
  })
  const itself = Step({ label: 'itself' }, { id: 'itself', dependsOn: { before: [Step.id('itself')] } })
  await expect(loom.push(itself)).rejects.toMatchObject({ code: 'CYCLE' })
  expect(await loom.count(Step)).toBe(0)
})
