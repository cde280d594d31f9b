import type { Request } from 'express'
import request from 'supertest'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { heartbeat } from '../../server/live/live-session.ts'
import type { Identity } from '../../server/security/identity.ts'
import { Download } from '../support/definitions.ts'
import { EventStream } from '../support/event-stream.ts'
import { served } from '../support/served.ts'

const token = 'a-long-token'

afterEach(() => void vi.useRealTimers())

/** Only what beats on a stream: everything else goes on by the real time. */
function holdBeats(): void {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
}

type Recognise = (asked: Request) => Identity | null

const ada: Recognise = () => ({ name: 'ada' })

it('opens for nobody who may not look', async () => {
  await using inspector = await served({ auth: () => ({ name: 'ada', permissions: ['payload', 'retry'] }) })
  await using stream = await EventStream.open(`${inspector.url}/api/events?topics=tasks`)
  expect(stream.status).toBe(403)
})

describe('an open stream', () => {
  it.each<[string, Recognise]>([
    ['does not know them any more', () => null],
    ['lets them do something else alone', () => ({ name: 'ada', permissions: ['retry'] })],
    [
      'throws',
      () => {
        throw new Error('the session store is away')
      },
    ],
  ])('ends within a heartbeat when a function of your own %s', async (_what, later) => {
    let auth = ada
    await using inspector = await served({ auth: (asked) => auth(asked) })
    holdBeats()
    await using stream = await EventStream.open(`${inspector.url}/api/events?topics=tasks`)
    await stream.next('hello')
    await vi.advanceTimersByTimeAsync(heartbeat)
    await inspector.context.loom.push(Download({ url: 'https://example.org' }))
    await stream.next('tasks')
    auth = later
    await vi.advanceTimersByTimeAsync(heartbeat)
    await stream.ended
  })

  it('ends when the session that opened it is over', async () => {
    await using inspector = await served({ auth: { bearer: token } })
    const { headers } = await request(inspector.app)
      .get(`/?token=${inspector.inspector.createLoginToken() ?? ''}`)
      .expect(303)
    const cookie = String(headers['set-cookie']).split(';')[0] ?? ''
    holdBeats()
    await using stream = await EventStream.open(`${inspector.url}/api/events?topics=tasks`, { cookie })
    await stream.next('hello')
    const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 13 * 60 * 60 * 1_000)
    await vi.advanceTimersByTimeAsync(heartbeat)
    await stream.ended
    clock.mockRestore()
  })

  it('goes on for whoever showed what holds for ever', async () => {
    await using inspector = await served({ auth: { bearer: token } })
    holdBeats()
    await using stream = await EventStream.open(`${inspector.url}/api/events?topics=tasks`, {
      authorization: `Bearer ${token}`,
    })
    const { id } = await stream.next('hello')
    await vi.advanceTimersByTimeAsync(heartbeat)
    await inspector.context.loom.push(Download({ url: 'https://example.org' }))
    expect((await stream.next('tasks')).id).not.toBe(id)
  })
})
