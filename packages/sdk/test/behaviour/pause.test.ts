import type { ClaimedTaskOf } from '@taskloom/sdk'
import { expect, test } from 'vitest'

import { Download, Resize, Step } from '../support/definitions.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'
import { before } from '../support/write-point.ts'

test('pause: tasks of a paused definition are not claimed, by anybody, until it is resumed', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const { loom } = context
  await loom.push(Download({ url: 'a' }))
  await loom.pause(Download)
  expect(await loom.pop(Download)).toBeNull()
  expect(await other.loom.pop(Download)).toBeNull()
  await loom.push(Step({ label: 'b' }, { dependsOn: { before: [] } }))
  expect((await loom.pop([Download, Step]))?.name).toBe('step')
  expect(await loom.resume(Download)).toBe(true)
  expect(await loom.resume(Download)).toBe(false)
  expect((await loom.pop(Download))?.payload).toEqual({ url: 'a' })
})

test('pause: a worker of another process honours a pause within a second, and goes on after it', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const worker = other.loom.worker([Download.handle(({ payload }) => ({ path: payload.url }))])
  const working = worker.run()
  const before = Download({ url: 'before' })
  await context.loom.push(before)
  await context.waitFor(before, 'FINISHED')
  await context.loom.pause(Download)
  // Longer than a look at the pauses is good for: other pops of that process have looked since.
  const waited = performance.now() + 1_100
  while (performance.now() < waited) await other.loom.pop(Resize)
  const during = Download({ url: 'during' })
  await context.loom.push(during)
  expect(await other.loom.pop(Download)).toBeNull()
  expect(await context.loom.get(during)).toMatchObject({ state: 'CREATED', waitingFor: 'worker' })
  await context.loom.resume(Download)
  await context.waitFor(during, 'FINISHED')
  await worker.stop()
  await working
})

test('pause: a paused DAG starts nothing more; what settles meanwhile is settled, and it goes on where it was', async () => {
  await using context = await testLoom()
  const { loom } = context
  const first = Step({ label: 'first' }, { dependsOn: { before: [] } })
  const second = Step({ label: 'second' }, { dependsOn: { before: [first] } })
  const alone = Step({ label: 'alone' }, { dependsOn: { before: [] } })
  const dag = await loom.push([second, alone])
  const running = await loom.pop(Step)
  await dag.pause()
  expect(await loom.pop(Step)).toBeNull()
  expect(await context.purePop(Step)).toEqual([])
  await running?.finish('done')
  await context.untilResolved()
  expect(await loom.pop(Step)).toBeNull()
  expect(await loom.get(second)).toMatchObject({ state: 'CREATED', waitingFor: 'hold' })
  await dag.resume()
  const rest = await loom.popMany(Step, 10)
  expect(rest.map(({ payload }) => payload.label).toSorted()).toEqual(['alone', 'second'])
})

test('pause: a task that is given back, recovered or tried again while its DAG is paused is not ready', async () => {
  await using context = await testLoom()
  const { loom } = context
  const nodes = ['a', 'b', 'c'].map((url) => Download({ url }, { retry: { attempts: 2, delay: 0 } }))
  const dag = await loom.push(nodes)
  const [given, lost, failed] = await loom.popMany(Download, 3)
  await dag.pause()
  await failed?.fail(new Error('no'))
  await given?.[Symbol.asyncDispose]()
  await context.advance('21s')
  await context.sweep()
  expect(await loom.get(lost?.id ?? '')).toMatchObject({
    state: 'CREATED',
    recoveries: 1,
    waitingFor: 'hold',
  })
  expect(await loom.pop(Download)).toBeNull()
  await dag.resume()
  await context.sweep()
  expect(await loom.popMany(Download, 10)).toHaveLength(3)
})

test('pause: the pause of a DAG that was not finished is finished by another call, and so is its end', async () => {
  await using context = await testLoom()
  const { loom } = context
  const dag = await loom.push([Download({ url: 'a' }), Download({ url: 'b' })])
  await using raw = await rawDatabase(context)
  await raw.tasks.updateOne(
    { ready: true },
    { $set: { holds: ['paused'], blocked: true }, $unset: { ready: '' } },
  )
  await dag.pause()
  expect(await loom.pop(Download)).toBeNull()
  await dag.resume()
  await dag.resume()
  expect(await loom.popMany(Download, 10)).toHaveLength(2)
})

test.for([1, 2, 3, 4])(
  'pause: a task that is claimed in the middle of the pause of its DAG, before write %i, is held as well',
  async (nth) => {
    await using context = await testLoom()
    await using other = await testLoom({ database: context.database })
    const dag = await context.loom.push([Download({ url: 'a' }), Download({ url: 'b' })])
    const claimed: AsyncDisposable[] = []
    const claim = async () => claimed.push(...(await other.loom.popMany(Download, 1)))
    using _claim = before('pause.dag', claim, nth)
    await dag.pause()
    expect(claimed).toHaveLength(1)
    for (const task of claimed) await task[Symbol.asyncDispose]()
    expect(await context.loom.pop(Download)).toBeNull()
    await dag.resume()
    expect(await context.loom.popMany(Download, 10)).toHaveLength(2)
  },
)

test('pause: what a task pushes that was claimed in the middle of the pause of its DAG is held', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const dag = await context.loom.push(Download({ url: 'a' }))
  const claimed: ClaimedTaskOf<typeof Download>[] = []
  const claim = async () => claimed.push(...(await other.loom.popMany(Download, 1)))
  using _claim = before('pause.dag', claim, 4)
  await dag.pause()
  await claimed[0]?.push(Step({ label: 'b' }, { dependsOn: { before: [] } }))
  expect(await context.loom.count(Step)).toBe(1)
  expect(await context.loom.pop(Step)).toBeNull()
})
