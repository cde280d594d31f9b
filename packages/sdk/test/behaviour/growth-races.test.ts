import { LeaseLost, type ClaimedTask } from '@taskloom/sdk'
import { onWritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'

import { Crawl, crawling, Index, Page } from '../support/crawling.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'
import { unrenewed } from '../support/unrenewed.ts'
import { before } from '../support/write-point.ts'

afterEach(() => onWritePoint(undefined))

test.for(['ended', 'lost', 'lost while it pushed'] as const)(
  'growth: a task that was %s pushes nothing',
  async (how) => {
    await using context = await testLoom(unrenewed)
    await using other = await testLoom({ database: context.database })
    await using raw = await rawDatabase(context)
    const { dag, task } = await crawling(context)
    const lose = async (): Promise<void> => {
      await context.advance('21s')
      await other.sweep()
    }
    if (how === 'ended') await task.finish()
    if (how === 'lost') await lose()
    using _lost = how === 'lost while it pushed' ? before('grow.decide', lose) : undefined
    await expect(task.push([Page({ url: 'a' }), Page({ url: 'b' })])).rejects.toThrow(LeaseLost)
    expect(await raw.tasks.countDocuments()).toBe(1)
    expect((await dag.counts()).CREATED).toBe(how === 'ended' ? 0 : 1)
  },
)

test('growth: an attempt that lost its task and is still pushing does not get in the way of the next one', async () => {
  await using context = await testLoom(unrenewed)
  await using other = await testLoom({ database: context.database })
  const { dag, task } = await crawling(context)
  let second: ClaimedTask | null = null
  {
    using _late = before('grow.decide', async () => {
      await context.advance('21s')
      await other.sweep()
      second = await other.loom.pop(Crawl)
    })
    await expect(task.push([Page({ url: 'a' }), Page({ url: 'b' })])).rejects.toThrow(LeaseLost)
  }
  await (second as ClaimedTask | null)?.push([Page({ url: 'a' }), Page({ url: 'b' })])
  expect(await dag.counts()).toMatchObject({ CREATED: 2, RUNNING: 1 })
})

test('growth: what is pushed into a paused DAG is held until it is resumed', async () => {
  await using context = await testLoom()
  const { dag, task } = await crawling(context)
  await dag.pause()
  const early = await task.push([Page({ url: 'early' }), Index({}, { dependsOn: { pages: [] } })])
  expect(await context.loom.get(early[0])).toMatchObject({ waitingFor: 'hold' })
  expect(await context.loom.pop([Page, Index])).toBeNull()
  await dag.resume()
  expect(await context.loom.popMany([Page, Index], 3)).toHaveLength(2)
})

test.for(['grow.decide', 'grow.open', 'push.release'] as const)(
  'growth: a pause in the middle of a push, at %s, holds what comes out of it',
  async (point) => {
    await using context = await testLoom()
    const { dag, task } = await crawling(context)
    {
      using _pause = before(point, () => dag.pause())
      await task.push(Page({ url: 'a' }))
    }
    expect(await context.loom.pop(Page)).toBeNull()
    await dag.resume()
    expect(await context.loom.pop(Page)).not.toBeNull()
  },
)

test('growth: the end of a pause in the middle of a push leaves nothing held', async () => {
  await using context = await testLoom()
  const { dag, task } = await crawling(context)
  await dag.pause()
  {
    using _resume = before('pause.dag', () => dag.resume())
    await task.push(Page({ url: 'a' }))
  }
  expect(await context.loom.pop(Page)).not.toBeNull()
})

test('growth: cancelling a DAG cancels what is being pushed into it', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const { dag, task } = await crawling(context)
  {
    using _cancelled = before('grow.open', () => other.loom.dag(dag.id).cancel())
    await task.push([Page({ url: 'a' }), Page({ url: 'b' })])
  }
  await context.untilResolved()
  expect(await dag.finished()).toMatchObject({ outcome: 'CANCELLED', counts: { CANCELLED: 3 } })
})

test('growth: tasks of several processes that find the same things at the same time store each once', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  await context.loom.push(Array.from({ length: 6 }, () => Crawl({})))
  const looms = [context.loom, other.loom]
  const tasks = await Promise.all(looms.map((loom) => loom.popMany(Crawl, 3)))
  const urls = Array.from({ length: 8 }, (_, number) => `https://example.com/${number}`)
  const found = await Promise.all(
    tasks.flat().map((task, place) => {
      const chosen = urls.map((url) => Page({ url }, { id: url }))
      return task.push([Page({ url: `own ${place}` }), ...(place % 2 === 0 ? chosen : chosen.toReversed())])
    }),
  )
  expect(found.map((references) => references.length)).toEqual([9, 9, 9, 9, 9, 9])
  expect(await context.loom.count(Page)).toBe(8 + 6)
  for (const references of found)
    expect(new Set(references.slice(1).map(({ id }) => id))).toEqual(new Set(urls))
  expect(await context.loom.popMany(Page, 20)).toHaveLength(14)
})
