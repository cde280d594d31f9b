import { allOf, defineTask, type ClaimedTaskOf, type Dag, type TaskNode } from '@taskloom/sdk'
import type { TestLoom } from '@taskloom/sdk/testing'
import { z } from 'zod'

/** What a crawl finds. */
export const Page = defineTask({ name: 'page', schema: z.object({ url: z.string() }), result: z.string() })

/** What is made of several pages. */
export const Index = defineTask({
  name: 'index',
  schema: z.object({}),
  dependsOn: { pages: allOf(Page) },
  result: z.number(),
})

/** A task that pushes others; with three attempts. */
export const Crawl = defineTask({
  name: 'crawl',
  schema: z.object({}),
  retry: { attempts: 3, backoff: 'fixed', delay: 0 },
})

/** A crawl that runs. */
export interface Crawling {
  readonly crawl: TaskNode<'crawl', void>
  readonly dag: Dag
  readonly task: ClaimedTaskOf<typeof Crawl>
}

/** Pushes a crawl and claims it. */
export async function crawling({ loom }: TestLoom): Promise<Crawling> {
  const crawl = Crawl({})
  const dag = await loom.push(crawl)
  const task = await loom.pop(Crawl)
  if (task === null) throw new Error('There is nothing to crawl.')
  return { crawl, dag, task }
}

/** Lets the attempt fail, and pops the next one. */
export async function nextAttempt(
  context: TestLoom,
  task: ClaimedTaskOf<typeof Crawl>,
): Promise<ClaimedTaskOf<typeof Crawl>> {
  await task.fail(new Error('try again'))
  await context.advance('1s')
  await context.sweep()
  const next = await context.loom.pop(Crawl)
  if (next === null) throw new Error('There is no next attempt.')
  return next
}
