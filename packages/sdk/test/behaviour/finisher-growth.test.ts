import { defineTask, LeaseLost, type ClaimedTaskOf, type Dag, type TaskNode } from '@taskloom/sdk'
import { onWritePoint, type TestLoom } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'

import { Crawl, Page } from '../support/crawling.ts'
import { Died, dyingAt } from '../support/dying.ts'
import { testLoom } from '../support/test-loom.ts'
import { before, refuse } from '../support/write-point.ts'

afterEach(() => onWritePoint(undefined))

const Report = defineTask({ name: 'report', schema: z.object({}) })

const pages = () => [Page({ url: 'a' }), Page({ url: 'b' })]

type Ending = (context: TestLoom, crawl: TaskNode, dag: Dag) => Promise<unknown>

const endings: readonly (readonly [string, Ending])[] = [
  ['cancelled', ({ loom }, crawl) => loom.cancel(crawl)],
  ['cancelled with its DAG', (_context, _crawl, dag) => dag.cancel()],
  ['deleted', ({ loom }, crawl) => loom.delete(crawl)],
  [
    'expired',
    async (context) => {
      await context.advance('25h')
      await context.sweep()
    },
  ],
]

async function claimed({ loom }: TestLoom): Promise<ClaimedTaskOf<typeof Crawl>> {
  const task = await loom.pop(Crawl)
  if (task === null) throw new Error('There is nothing to crawl.')
  return task
}

test.for(endings)(
  'onFinished: it runs when the last task was %s while it pushed, and its push is undone',
  async ([, end]) => {
    await using context = await testLoom()
    await using other = await testLoom({ database: context.database })
    const crawl = Crawl({})
    const dag = await context.loom.push(crawl, { onFinished: Report({}) })
    const task = await claimed(context)
    {
      using _ended = before('grow.decide', async () => {
        await end(other, crawl, other.loom.dag(dag.id))
        await other.untilResolved()
      })
      await expect(task.push(pages())).rejects.toThrow(LeaseLost)
    }
    await context.untilResolved()
    const report = await context.loom.pop(Report)
    expect(report).not.toBeNull()
    await report?.finish()
    expect((await dag.finished()).counts).toMatchObject({ FINISHED: 1, CREATED: 0 })
  },
)

test('onFinished: it runs when a DAG is cancelled while a push is under way in the same process', async () => {
  await using context = await testLoom()
  const dag = await context.loom.push(Crawl({}), { onFinished: Report({}) })
  const task = await claimed(context)
  {
    using _cancelled = before('grow.decide', () => dag.cancel())
    await expect(task.push(pages())).rejects.toThrow(LeaseLost)
  }
  await context.untilResolved()
  expect(await context.loom.pop(Report)).not.toBeNull()
})

test('growth: a DAG whose last task was cancelled while it pushed says how it ended', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const crawl = Crawl({})
  const dag = await context.loom.push(crawl, { tags: ['site'] })
  const task = await claimed(context)
  {
    using _ended = before('grow.decide', async () => {
      await other.loom.cancel(crawl)
      await other.untilResolved()
    })
    await expect(task.push(pages())).rejects.toThrow(LeaseLost)
  }
  const { outcome, finishedAt } = await dag.info()
  expect(outcome).toBe('CANCELLED')
  expect(finishedAt).toBeInstanceOf(Date)
})

test('onFinished: it runs when the last task was cancelled, and who pushed for it has died', async () => {
  await using context = await testLoom()
  const crawl = Crawl({})
  await context.loom.push(crawl, { onFinished: Report({}) })
  const death = await dyingAt({ point: 'grow.decide' }, context, async (victim) => {
    await (await claimed(victim)).push(pages())
  })
  expect(death).toBeInstanceOf(Died)
  await sweepAfterCancel(context, () => context.loom.cancel(crawl))
})

test.for([1, 2])(
  'onFinished: it runs when the undoing of the push of the last task stops at write %i',
  async (nth) => {
    await using context = await testLoom()
    await using other = await testLoom({ database: context.database })
    const crawl = Crawl({})
    await context.loom.push(crawl, { onFinished: Report({}) })
    const task = await claimed(context)
    await sweepAfterCancel(context, async () => {
      using _ended = before('grow.decide', async () => {
        await other.loom.cancel(crawl)
        await other.untilResolved()
        refuse('push.abort', nth)
      })
      await expect(task.push(pages())).rejects.toThrow(LeaseLost)
    })
  },
)

/** What was staged keeps the report from running until a sweeper has undone it. */
async function sweepAfterCancel(context: TestLoom, cancel: () => Promise<unknown>): Promise<void> {
  await cancel()
  await context.untilResolved()
  expect(await context.loom.pop(Report)).toBeNull()
  await context.advance('61s')
  await context.sweep()
  expect(await context.loom.pop(Report)).not.toBeNull()
}
