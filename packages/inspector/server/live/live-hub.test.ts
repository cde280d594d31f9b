import { once } from 'node:events'

import { afterEach, describe, expect, it, vi } from 'vitest'

import type { EventStream } from '../../test/support/event-stream.ts'
import { FakeFeed, rowOf } from '../../test/support/fake-feed.ts'

const many = (count: number, dagId = 'd'): string[] =>
  Array.from({ length: count }, (_, place) => `${dagId}/${place}`)

afterEach(() => void vi.useRealTimers())

function toldIds(stream: EventStream): string[] {
  return stream.all('tasks').flatMap(({ data }) => data.tasks.map(({ id }) => id))
}

describe('the feed', () => {
  it('is one for all browsers, opened by the first', async () => {
    await using feed = await FakeFeed.open()
    expect(feed.opened).toBe(0)
    const streams = await Promise.all(Array.from({ length: 20 }, () => feed.listen('tasks')))
    expect(feed.opened).toBe(1)
    feed.change('d/1')
    for (const stream of streams) {
      await stream.next('tasks')
      await stream[Symbol.asyncDispose]()
    }
  })

  it('opens when the database comes back, for browsers that came while it was away', async () => {
    await using feed = await FakeFeed.open()
    feed.setStatus({ status: 'down', since: 5, error: 'no answer' })
    await using stream = await feed.listen('tasks')
    expect((await stream.next('database')).data).toEqual({ status: 'down', since: 5, error: 'no answer' })
    expect(feed.opened).toBe(0)
    feed.setStatus({ status: 'up' })
    await stream.next('database', ({ status }) => status === 'up')
    await stream.next('reset')
    expect(feed.opened).toBe(1)
  })
})

describe('batches', () => {
  it('come ten times a second, and one more, with every task once', async () => {
    await using feed = await FakeFeed.open()
    await using stream = await feed.listen('tasks')
    const from = performance.now()
    const end = from + 1_000
    while (performance.now() < end) {
      feed.change('d/1', 'd/2')
      await new Promise((resolve) => void setTimeout(resolve, 5))
    }
    feed.change('d/last')
    await stream.next('tasks', ({ tasks }) => tasks.some(({ id }) => id === 'd/last'))
    const batches = stream.all('tasks')
    expect(batches.length).toBeLessThanOrEqual(2 + (performance.now() - from) / 100)
    for (const { data } of batches)
      expect(new Set(data.tasks.map(({ id }) => id)).size).toBe(data.tasks.length)
  })

  it('of more than 500 tasks say that there were too many, and to whom they matter', async () => {
    await using feed = await FakeFeed.open()
    await using all = await feed.listen('tasks')
    await using one = await feed.listen('dag:d')
    await using other = await feed.listen('dag:e')
    // The first goes out at once; the others are one batch.
    feed.change('e/0')
    feed.change(...many(501))
    expect((await all.next('dirty')).data).toEqual({ scope: 'tasks' })
    expect((await one.next('dirty')).data).toEqual({ scope: 'dag:d' })
    feed.change('e/1')
    await other.next('tasks', ({ tasks }) => tasks.some(({ id }) => id === 'e/1'))
    expect(other.all('dirty')).toEqual([])
  })

  it('are never larger than what is kept: beyond that everything is to be read again', async () => {
    await using feed = await FakeFeed.open()
    await using stream = await feed.listen('task:e/1')
    feed.change('d/0')
    feed.change(...many(5_001))
    expect((await stream.next('dirty')).data).toEqual({ scope: 'all' })
  })

  it('tell of what is gone, and not of what came back', async () => {
    await using feed = await FakeFeed.open()
    await using stream = await feed.listen('tasks')
    feed.change('d/0')
    feed.change('d/1', 'd/2')
    feed.listener?.onRemoved(['d/1', 'd/3'])
    feed.change('d/3')
    expect((await stream.next('removed')).data).toEqual({ ids: ['d/1'] })
    expect(toldIds(stream)).toEqual(['d/0', 'd/2', 'd/3'])
  })

  it('that were missed are said', async () => {
    await using feed = await FakeFeed.open()
    await using stream = await feed.listen('dag:d')
    feed.listener?.onMissed('interrupted')
    expect((await stream.next('dirty')).data).toEqual({ scope: 'all' })
  })
})

describe('a browser that comes back', () => {
  it('is told what it missed, as it is now', async () => {
    await using feed = await FakeFeed.open()
    const lastId = await idOf(feed, 'dag:d')
    await using watching = await feed.listen('tasks')
    feed.change('d/1', 'd/2', 'e/1')
    await watching.next('tasks', ({ tasks }) => tasks.some(({ id }) => id === 'e/1'))
    feed.rows.delete('d/2')
    feed.rows.set('d/1', { ...rowOf('d/1'), view: 'finished' })
    await using back = await feed.listen('dag:d', { 'last-event-id': lastId })
    expect((await back.next('tasks')).data.tasks).toMatchObject([{ id: 'd/1', view: 'finished' }])
    expect((await back.next('removed')).data).toEqual({ ids: ['d/2'] })
  })

  it('keeps the id that it came with until it has been told: cut off before, it is told again', async () => {
    await using feed = await FakeFeed.open()
    const lastId = await idOf(feed, 'tasks')
    await using watching = await feed.listen('tasks')
    feed.change('d/1')
    await watching.next('tasks', ({ tasks }) => tasks.some(({ id }) => id === 'd/1'))
    const reading = new AbortController()
    feed.beforeReadingRows = once(reading.signal, 'abort')
    await using cut = await feed.listen('tasks', { 'last-event-id': lastId })
    feed.change('d/2')
    await cut.next('tasks', ({ tasks }) => tasks.some(({ id }) => id === 'd/2'))
    expect(cut.lastId).toBe(lastId)
    reading.abort()
    await cut.next('tasks', ({ tasks }) => tasks.some(({ id }) => id === 'd/1'))
    await feed.received
    feed.change('d/3')
    const { id } = await cut.next('tasks', ({ tasks }) => tasks.some(({ id }) => id === 'd/3'))
    expect(id).toBe(watching.lastId)
  })

  it('has to read everything again when that is too much, or forgotten', async () => {
    await using feed = await FakeFeed.open()
    const lastId = await idOf(feed, 'tasks')
    await using watching = await feed.listen('tasks')
    feed.change(...many(501))
    await watching.next('dirty')
    await using back = await feed.listen('tasks', { 'last-event-id': lastId })
    await back.next('dirty')
    feed.listener?.onMissed('interrupted')
    await watching.next('dirty', ({ scope }) => scope === 'all')
    await using late = await feed.listen('tasks', { 'last-event-id': lastId })
    expect((await late.next('reset')).data.reason).not.toBe('')
    for (const id of ['another:1', `${lastId.split(':')[0]}:x`, '__proto__', ':']) {
      await using stranger = await feed.listen('tasks', { 'last-event-id': id })
      await stranger.next('reset')
    }
  })
})

describe('browsers that come back after the feed was closed', () => {
  it('all have to read everything again, also those that find it open', async () => {
    await using feed = await FakeFeed.open()
    const lastId = await idOf(feed, 'tasks', () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    })
    await vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(30_000)
      expect(feed.listener).toBeUndefined()
    }, 30_000)
    vi.useRealTimers()
    feed.change('d/1')
    await using first = await feed.listen('tasks', { 'last-event-id': lastId })
    await first.next('reset')
    await using second = await feed.listen('tasks', { 'last-event-id': lastId })
    await second.next('reset')
  })

  it('go on from there', async () => {
    await using feed = await FakeFeed.open()
    await using first = await feed.listen('tasks', { 'last-event-id': 'another:1' })
    const { id } = await first.next('reset')
    feed.change('d/1')
    await first.next('tasks')
    await using second = await feed.listen('tasks', { 'last-event-id': id })
    await second.next('tasks')
    expect(second.all('reset')).toEqual([])
  })
})

describe('a browser that leaves before its stream is open', () => {
  it.each<[string, FakeFeed['receive']]>([
    [
      'while it is found out who asks',
      async (response, take) => {
        const closed = once(response, 'close')
        response.destroy()
        await closed
        await take()
      },
    ],
    [
      'while it opens',
      (response, take) => {
        const taken = take()
        response.destroy()
        return taken
      },
    ],
  ])('%s leaves nothing behind', async (_when, receive) => {
    await using feed = await FakeFeed.open()
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    feed.receive = receive
    await expect(feed.listen('tasks')).rejects.toThrow('socket hang up')
    await feed.received
    expect(vi.getTimerCount()).toBe(0)
    expect(feed.opened).toBe(0)
  })
})

describe('a slow browser', () => {
  it('costs no more than a little memory, and reads everything again when it has caught up', async () => {
    await using feed = await FakeFeed.open()
    await using slow = await feed.listen('tasks')
    await using quick = await feed.listen('tasks')
    slow.pause()
    // A batch is less than what may wait for a browser: whoever read the one before is never behind.
    const message = 'x'.repeat(450)
    const rows = many(400).map((id) => Object.assign(rowOf(id), { error: message }))
    for (let batch = 0; !feed.hub.hasSlow && batch < 400; batch += 1) {
      quick.forget()
      feed.listener?.onChanged(rows)
      await quick.next('tasks')
    }
    expect(feed.hub.hasSlow).toBe(true)
    slow.resume()
    await vi.waitFor(() => expect(feed.hub.hasSlow).toBe(false), 30_000)
    feed.change('d/after')
    const after = await slow.next('tasks', ({ tasks }) => tasks.some(({ id }) => id === 'd/after'))
    expect(slow.events[slow.events.indexOf(after) - 1]).toMatchObject({
      name: 'dirty',
      data: { scope: 'all' },
    })
  })
})

it('sums up for those who want it: figures, and the DAGs that changed', async () => {
  await using feed = await FakeFeed.open()
  await using stream = await feed.listen('stats,dag:d')
  await stream.next('stats', ({ counts }) => counts.ready === undefined || counts.ready === 0)
  feed.change('d/1', 'e/1')
  await stream.next('stats', ({ counts }) => counts.ready === 2)
  expect((await stream.next('dag')).data).toEqual({ id: 'd' })
})

it('sums up again what could not be read', async () => {
  await using feed = await FakeFeed.open()
  await using stream = await feed.listen('stats')
  await stream.next('stats')
  feed.failingReads = 1
  feed.change('d/1')
  const { data } = await stream.next('stats', ({ counts }) => counts.ready !== 0)
  expect(data.counts).toEqual({ ready: 1 })
})

it('sums up a DAG that has ended, which is no change of a task', async () => {
  await using feed = await FakeFeed.open()
  await using stream = await feed.listen('dag:d')
  feed.listener?.onDagsFinished(['e', 'd'])
  expect((await stream.next('dag')).data).toEqual({ id: 'd' })
  await using back = await feed.listen('dag:f', { 'last-event-id': stream.lastId })
  expect((await back.next('dag')).data).toEqual({ id: 'f' })
})

it('tells of actions', async () => {
  await using feed = await FakeFeed.open()
  await using stream = await feed.listen('action:a')
  const action = {
    kind: 'cancel',
    state: 'done',
    total: 1,
    done: 1,
    outcomes: [],
    failures: [],
    created: [],
  } as const
  feed.hub.tellAction({ ...action, id: 'b', outcomes: [], failures: [], created: [] })
  feed.hub.tellAction({ ...action, id: 'a', outcomes: [], failures: [], created: [] })
  expect((await stream.next('action')).data.id).toBe('a')
})

/** The id of the last event that a browser got, which then left. */
async function idOf(feed: FakeFeed, topics: string, beforeLeaving = (): void => {}): Promise<string> {
  await using stream = await feed.listen(topics)
  feed.change('d/before')
  await stream.next('tasks')
  beforeLeaving()
  return stream.lastId
}
