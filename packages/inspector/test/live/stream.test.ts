import { onWritePoint } from '@taskloom/sdk/testing'
import { afterEach, describe, expect, it } from 'vitest'

import type { LiveEvents } from '../../shared/live.ts'
import { Download } from '../support/definitions.ts'
import { EventStream } from '../support/event-stream.ts'
import { served } from '../support/served.ts'

const url = 'https://example.org'

afterEach(() => onWritePoint(undefined))

describe('the live stream', () => {
  it('greets, and tells of tasks as they change', async () => {
    await using inspector = await served()
    await using stream = await EventStream.open(`${inspector.url}/api/events?topics=tasks`)
    expect(stream.headers).toMatchObject({
      'content-type': expect.stringContaining('text/event-stream') as string,
    })
    expect(stream.headers['content-encoding']).toBeUndefined()
    const hello = await stream.next('hello')
    expect(hello.id).toBe(`${hello.data.epoch}:${hello.data.sequence}`)
    const node = Download({ url })
    await inspector.context.loom.push(node)
    const pushed = await stream.next('tasks', ({ tasks }) => tasks.some(({ id }) => id === node.id))
    expect(pushed.data.tasks.find(({ id }) => id === node.id)).toMatchObject({
      name: 'download',
      view: 'ready',
    })
    const task = await inspector.context.loom.pop(Download)
    await stream.next('tasks', ({ tasks }) => tasks.some(({ view }) => view === 'running'))
    await task?.finish({ path: 'a' })
    await stream.next('tasks', ({ tasks }) => tasks.some(({ view }) => view === 'finished'))
  })

  it('tells each browser what it asked for alone', async () => {
    await using inspector = await served()
    const [one, other] = [Download({ url }), Download({ url })]
    const dag = await inspector.context.loom.push(one)
    await using ofDag = await EventStream.open(`${inspector.url}/api/events?topics=dag:${dag.id}`)
    await using ofTask = await EventStream.open(`${inspector.url}/api/events?topics=task:${other.id}`)
    await Promise.all([ofDag.next('hello'), ofTask.next('hello')])
    await inspector.context.loom.push(other)
    await inspector.context.loom.cancel(one)
    await inspector.context.loom.cancel(other)
    await ofDag.next('tasks', ({ tasks }) => tasks.some(({ view }) => view === 'cancelled'))
    await ofTask.next('tasks', ({ tasks }) => tasks.some(({ view }) => view === 'cancelled'))
    expect(new Set(told(ofDag))).toEqual(new Set([one.id]))
    expect(new Set(told(ofTask))).toEqual(new Set([other.id]))
    expect((await ofDag.next('dag', ({ counts }) => counts.cancelled === 1)).data).toMatchObject({
      id: dag.id,
    })
  })

  it('tells the outcome of a DAG that was still running when the end of its last task was told', async () => {
    await using inspector = await served()
    const dag = await inspector.context.loom.push([Download({ url }), Download({ url })])
    await using stream = await EventStream.open(`${inspector.url}/api/events?topics=dag:${dag.id}`)
    await stream.next('hello')
    const summary = stream.next('dag', ({ counts }) => counts.finished === 2)
    onWritePoint(async (point) => {
      if (point === 'resolve.close') await summary
    })
    for (const task of await inspector.context.loom.popMany(Download, 2)) await task.finish({ path: 'a' })
    expect((await summary).data.state).toBe('running')
    await stream.next('dag', ({ state }) => state === 'finished')
  })

  it('sums up for those who want figures', async () => {
    await using inspector = await served()
    await using stream = await EventStream.open(`${inspector.url}/api/events?topics=stats`)
    await stream.next('stats')
    await inspector.context.loom.push(Download({ url }))
    await stream.next('stats', ({ counts }) => counts.ready === 1)
  })

  it('resumes where a browser was, and says when it cannot', async () => {
    await using inspector = await served()
    const node = Download({ url })
    let lastId: string
    {
      await using stream = await EventStream.open(`${inspector.url}/api/events?topics=tasks`)
      await stream.next('hello')
      await inspector.context.loom.push(node)
      await stream.next('tasks')
      lastId = stream.lastId
    }
    await using watching = await EventStream.open(`${inspector.url}/api/events?topics=tasks`)
    await watching.next('hello')
    await inspector.context.loom.cancel(node)
    await watching.next('tasks', ({ tasks }) => tasks.some(({ view }) => view === 'cancelled'))
    await using back = await EventStream.open(`${inspector.url}/api/events?topics=tasks`, {
      'last-event-id': lastId,
    })
    const missed = await back.next('tasks')
    expect(missed.data.tasks).toMatchObject([{ id: node.id, view: 'cancelled' }])
    // A page that opens another stream in place of one cannot set a header.
    await using byAddress = await EventStream.open(
      `${inspector.url}/api/events?topics=tasks&lastEventId=${encodeURIComponent(lastId)}`,
    )
    expect((await byAddress.next('tasks')).data.tasks).toMatchObject([{ id: node.id, view: 'cancelled' }])
    for (const id of ['another:1', `${lastId.split(':')[0]}:x`, '__proto__']) {
      await using stranger = await EventStream.open(`${inspector.url}/api/events?topics=tasks`, {
        'last-event-id': id,
      })
      await stranger.next('reset')
    }
  })

  it('refuses topics that are none', async () => {
    await using inspector = await served()
    for (const topics of [
      'everything',
      'dag:',
      `task:${'x'.repeat(300)}`,
      Array.from({ length: 51 }, (_, n) => `task:${n}`).join(','),
    ]) {
      const { status } = await fetch(`${inspector.url}/api/events?topics=${topics}`)
      expect([topics.slice(0, 20), status]).toEqual([topics.slice(0, 20), 400])
    }
  })
})

describe('many and slow browsers', () => {
  it('serves 200 at once from one feed', async () => {
    await using inspector = await served()
    const streams = await Promise.all(
      Array.from({ length: 200 }, () => EventStream.open(`${inspector.url}/api/events?topics=tasks`)),
    )
    try {
      await Promise.all(streams.map((stream) => stream.next('hello')))
      await inspector.context.loom.push(Download({ url }))
      await Promise.all(streams.map((stream) => stream.next('tasks')))
    } finally {
      for (const stream of streams) await stream[Symbol.asyncDispose]()
    }
  })
})

/** The ids of every task that a browser was told of. */
function told(stream: EventStream): string[] {
  return stream.events.flatMap(({ name, data }) =>
    name === 'tasks' ? (data as LiveEvents['tasks']).tasks.map(({ id }) => id) : [],
  )
}
