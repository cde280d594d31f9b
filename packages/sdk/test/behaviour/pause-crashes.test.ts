import { onWritePoint, type WritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'

import { Download, Step } from '../support/definitions.ts'
import { Died, dyingAt } from '../support/dying.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { failReady, standings, step } from '../support/steps.ts'
import { testLoom } from '../support/test-loom.ts'
import { before } from '../support/write-point.ts'

afterEach(() => onWritePoint(undefined))

test('pause: a resume that dies in the middle is finished by the sweeper', async () => {
  await using context = await testLoom()
  const dag = await context.loom.push([Download({ url: 'a' }), Download({ url: 'b' })])
  await dag.pause()
  const died = await dyingAt({ point: 'pause.dag', nth: 2 }, context, ({ loom }) => loom.dag(dag.id).resume())
  expect(died).toBeInstanceOf(Died)
  await context.sweep()
  expect([await context.loom.pop(Download), await context.loom.healed()]).toEqual([null, 0])
  await context.advance('11s')
  await context.sweep()
  expect(await context.loom.healed()).toBe(1)
  expect(await context.loom.popMany(Download, 10)).toHaveLength(2)
})

test.for([2, 3, 4])(
  'pause: one that dies in the middle, before write %i, is finished by the sweeper, for running tasks too',
  async (nth) => {
    await using context = await testLoom()
    const dag = await context.loom.push([Download({ url: 'a' }), Download({ url: 'b' })])
    const running = await context.loom.pop(Download)
    const died = await dyingAt({ point: 'pause.dag', nth }, context, ({ loom }) => loom.dag(dag.id).pause())
    expect(died).toBeInstanceOf(Died)
    await context.sweep()
    expect(await context.loom.healed()).toBe(0)
    await context.advance('11s')
    await context.sweep()
    expect([await context.loom.pop(Download), await context.loom.healed()]).toEqual([null, 1])
    await running?.[Symbol.asyncDispose]()
    expect(await context.loom.pop(Download)).toBeNull()
    await context.sweep()
    expect(await context.loom.healed()).toBe(1)
    await dag.resume()
    expect(await context.loom.popMany(Download, 10)).toHaveLength(2)
  },
)

test('pause: one that dies before it held the finisher is finished too', async () => {
  await using context = await testLoom()
  const node = Download({ url: 'a' })
  const report = step('report')
  const dag = await context.loom.push([node], { onFinished: report })
  const running = await context.loom.pop(Download)
  await dyingAt({ point: 'pause.dag', nth: 4 }, context, ({ loom }) => loom.dag(dag.id).pause())
  await context.advance('11s')
  await context.sweep()
  await running?.finish({ path: 'a' })
  await context.untilResolved()
  expect([await context.loom.pop(Step), await context.loom.healed()]).toEqual([null, 1])
})

test('pause: a task that is pushed again by its id is not held by a pause of the time before it was deleted', async () => {
  await using context = await testLoom()
  const dag = await context.loom.push(Download({ url: 'a' }, { id: 'nightly' }))
  const grown = step('grown')
  await using running = await context.loom.pop(Download)
  await running?.push(grown)
  await dag.pause()
  await running?.finish({ path: 'a' })
  await dag.cancel()
  for (const id of ['nightly', grown.id]) await context.loom.delete(id)
  await context.untilResolved()
  await using later = await testLoom({ database: context.database })
  await later.loom.push(Download({ url: 'b' }, { id: 'nightly' }))
  await context.advance('11s')
  await context.sweep()
  expect(await context.loom.healed()).toBe(0)
  expect((await later.loom.pop(Download))?.payload).toEqual({ url: 'b' })
})

test('pause: what is stored of a push after the pause of its DAG is held, and runs once it is resumed', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const nodes = Array.from({ length: 1_003 }, (_, index) => Download({ url: `${index}` }))
  await using raw = await rawDatabase(context)
  const pause = async () => other.loom.dag(String((await raw.pushes.findOne())?.dagId)).pause()
  using _pause = before('push.chunk', pause, 2)
  const dag = await context.loom.push(nodes)
  expect(await context.loom.pop(Download)).toBeNull()
  await dag.resume()
  expect(await context.loom.popMany(Download, 2_000)).toHaveLength(1_003)
})

test('pause: the sweeper leaves a reset alone that is bringing tasks of a paused DAG back', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const first = step('first')
  const second = step('second', first)
  const dag = await context.loom.push(second)
  await failReady(context, Step)
  await dag.pause()
  await context.advance('11s')
  using _sweep = before('reset.release', () => other.sweep())
  await context.loom.retry(first)
  expect(await context.loom.healed()).toBe(0)
  expect(await standings(context, [first, second])).toEqual(['hold', 'hold'])
})

test('pause: the sweeper takes no hold from a DAG that is paused, with a record or without', async () => {
  await using context = await testLoom()
  for (const nodes of [[Download({ url: 'a' })], [Download({ url: 'b' }), Download({ url: 'c' })]]) {
    const dag = await context.loom.push(nodes)
    await dag.pause()
    await dag.resume()
    await dag.pause()
  }
  await context.advance('11s')
  await context.sweep()
  expect([await context.loom.pop(Download), await context.loom.healed()]).toEqual([null, 0])
})

/** Does something before the nth write of this name; from the next one on the process of that write is dead, if so told. */
function amid({ point, nth, dies }: Amid, act: () => Promise<unknown>): void {
  let [writes, acts] = [0, false]
  onWritePoint(async (current) => {
    if (acts || (writes < nth && current !== point)) return
    writes += 1
    if (writes > nth && dies) throw new Died(`died at ${current}`)
    if (writes !== nth) return
    acts = true
    await act()
    acts = false
  })
}

interface Amid {
  readonly point: WritePoint
  readonly nth: number
  readonly dies: boolean
}

const amidPause = [2, 3, 4, 5].flatMap((nth) => [false, true].map((dies) => ({ nth, dies })))

test.for(amidPause)(
  'pause: of a pause and a resume amid it, before write $nth, the resume counts; the pause dies then: $dies',
  async ({ nth, dies }) => {
    await using context = await testLoom()
    await using other = await testLoom({ database: context.database })
    const dag = await context.loom.push([Download({ url: 'a' }), Download({ url: 'b' })])
    amid({ point: 'pause.dag', nth, dies }, () => other.loom.dag(dag.id).resume())
    await dag.pause().catch(() => undefined)
    onWritePoint(undefined)
    await context.untilResolved()
    if (dies) {
      await context.advance('11s')
      await context.sweep()
    }
    expect(await other.loom.popMany(Download, 10)).toHaveLength(2)
  },
)

test('pause: a reset that dies after it held tasks for a pause that had just ended leaves holds that are taken away', async () => {
  await using context = await testLoom()
  const first = step('first')
  const second = step('second', first)
  const dag = await context.loom.push(second)
  await failReady(context, Step)
  await dag.pause()
  {
    await using victim = await testLoom({ database: context.database })
    amid({ point: 'reset.release', nth: 1, dies: true }, () => dag.resume())
    await expect(victim.loom.retry(first)).rejects.toBeInstanceOf(Died)
    onWritePoint(undefined)
  }
  expect(await standings(context, [first, second])).toEqual(['hold', 'hold'])
  await context.advance('11s')
  await context.sweep()
  expect(await standings(context, [first, second])).toEqual(['worker', 'dependencies'])
})
