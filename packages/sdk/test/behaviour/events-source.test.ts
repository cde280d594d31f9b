import type { EventFeed, LoomEvent } from '@taskloom/sdk'
import {
  Collection,
  Db,
  MongoNetworkError,
  MongoServerError,
  type ChangeStream,
  type Document,
} from 'mongodb'
import { afterEach, expect, test, vi } from 'vitest'

import { Job, jobs } from '../support/jobs.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom, topology } from '../support/test-loom.ts'

afterEach(() => vi.restoreAllMocks())

type Stream = ChangeStream<Document, Document>

/** Whether the server has lost what streams would go on with. */
let forgetful = false

afterEach(() => {
  forgetful = false
})

/** The change streams that are opened from now on. */
function streams(): Stream[] {
  const opened: Stream[] = []
  for (const { prototype } of [Db, Collection]) {
    const watch: Db['watch'] = prototype.watch
    vi.spyOn(prototype as Db, 'watch').mockImplementation(function (this: Db, ...given) {
      const stream = watch.apply(this, given)
      opened.push(stream)
      if (forgetful && given[1]?.resumeAfter !== undefined)
        vi.spyOn(stream, 'tryNext').mockRejectedValue(new MongoServerError({ message: 'lost', code: 286 }))
      return stream
    })
  }
  return opened
}

async function untilPushed(feed: EventFeed, id: string): Promise<LoomEvent[]> {
  const events: LoomEvent[] = []
  for await (const event of { [Symbol.asyncIterator]: () => ({ next: () => feed.next() }) }) {
    events.push(event)
    if (event.kind === 'pushed' && event.id === id) return events
  }
  return events
}

const [first, second, third] = jobs(3) as [
  ReturnType<typeof Job>,
  ReturnType<typeof Job>,
  ReturnType<typeof Job>,
]

test.runIf(topology === 'replica-set')(
  'events: all feeds of a process share one change stream, and the last one closes it',
  async () => {
    const opened = streams()
    await using context = await testLoom()
    const feeds = [await context.loom.events(), await context.loom.events()]
    expect(opened.map(({ closed }) => closed)).toEqual([false])
    await feeds[0]?.close()
    expect(opened.map(({ closed }) => closed)).toEqual([false])
    await feeds[1]?.close()
    expect(opened.map(({ closed }) => closed)).toEqual([true])
  },
)

test.runIf(topology === 'replica-set')(
  'events: a worker and a feed share one change stream; without the feed it is narrow again',
  async () => {
    const opened = streams()
    await using context = await testLoom()
    const worker = context.loom.worker([Job.handle(() => 1)])
    const running = worker.run()
    expect(opened).toHaveLength(1)
    const feed = await context.loom.events()
    expect(opened.map(({ closed }) => closed)).toEqual([true, false])
    await feed.close()
    expect(opened.map(({ closed }) => closed)).toEqual([true, true, false])
    await worker.stop()
    await running
  },
)

test.runIf(topology === 'replica-set')(
  'events: a feed that was interrupted goes on where it was, and misses nothing',
  async () => {
    const opened = streams()
    await using context = await testLoom()
    await using other = await testLoom({ database: context.database })
    await using feed = await context.loom.events({ kinds: ['pushed'] })
    await other.loom.push(first)
    await untilPushed(feed, first.id)
    await opened[0]?.close()
    await other.loom.push(second)
    const events = await untilPushed(feed, second.id)
    expect(events.map(({ kind }) => kind)).toEqual(['pushed'])
    expect(opened).toHaveLength(2)
  },
)

test.runIf(topology === 'replica-set')(
  'events: where the server has forgotten what came next, the feed says that it missed some',
  async () => {
    const opened = streams()
    await using context = await testLoom()
    await using other = await testLoom({ database: context.database })
    await using feed = await context.loom.events({ kinds: ['pushed'] })
    await other.loom.push(first)
    await untilPushed(feed, first.id)
    forgetful = true
    await opened[0]?.close()
    expect((await feed.next()).value).toMatchObject({ kind: 'missed', reason: 'interrupted' })
    await other.loom.push(third)
    expect((await untilPushed(feed, third.id)).map(({ kind }) => kind)).toContain('pushed')
  },
)

test('events: where there is no change stream, the first feed makes the indexes that its looks need', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const names = async (): Promise<unknown[]> => (await raw.tasks.indexes()).map(({ name }) => name)
  expect(await names()).not.toContain('changed')
  await using _feed = await context.loom.events()
  expect((await names()).includes('changed')).toBe(topology === 'standalone')
  expect(await context.loom.indexDrift()).toEqual([])
})

test.runIf(topology === 'standalone')('events: without a feed nobody looks any more', async () => {
  await using context = await testLoom()
  const feed = await context.loom.events()
  const find = vi.spyOn(Collection.prototype, 'find')
  await context.loom.push(first)
  await untilPushed(feed, first.id)
  expect(find.mock.calls.length).toBeGreaterThan(0)
  await feed.close()
  find.mockClear()
  await context.loom.push(second)
  await context.loom.get(second)
  expect(find.mock.calls.filter(([filter]) => filter !== undefined && 'updatedAt' in filter)).toEqual([])
})

test.runIf(topology === 'standalone')(
  'events: a look that fails is repeated, and nothing is missed',
  async () => {
    await using context = await testLoom()
    await using feed = await context.loom.events({ kinds: ['pushed'] })
    const find = Collection.prototype.find.bind(Collection.prototype)
    expect(find).toBeTypeOf('function')
    const failing = vi.spyOn(Collection.prototype, 'find').mockImplementationOnce(() => {
      throw new MongoNetworkError('cut by the test')
    })
    await vi.waitFor(() => expect(failing).toHaveBeenCalled(), { timeout: 30_000 })
    await context.loom.push(first)
    expect((await untilPushed(feed, first.id)).map(({ kind }) => kind)).toEqual(['pushed'])
  },
)
