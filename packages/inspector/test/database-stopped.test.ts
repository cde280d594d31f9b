import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'

import { createTestLoom } from '@taskloom/sdk/testing'
import { expect, inject, it } from 'vitest'

import { Download } from './support/definitions.ts'
import { EventStream } from './support/event-stream.ts'
import { OwnServer } from './support/own-server.ts'
import { served } from './support/served.ts'

/** A server that was given has no process that could be stopped. */
const isOwn = (process.env['MONGODB_URI'] ?? '') === ''

const isFull = process.env['TASKLOOM_FULL_SIZES'] === '1'

/** What is promised, in milliseconds; a slow server takes its own time to answer. */
const longest = inject('mongoSpeed') === 'slow' ? 15_000 : 5_000

interface Outage {
  readonly how: string
  readonly end: (server: OwnServer) => Promise<void>
  readonly begin: (server: OwnServer) => Promise<void>
  /** How long the database is away in a full run, in milliseconds. */
  readonly fullLength: number
}

const outages: readonly Outage[] = [
  {
    how: 'hangs',
    end: async (server) => server.freeze(),
    begin: async (server) => server.thaw(),
    fullLength: 20_000,
  },
  {
    how: 'is stopped',
    end: (server) => server.stop(),
    begin: (server) => server.startAgain(),
    fullLength: 60_000,
  },
]

it.runIf(isOwn).each(outages)(
  'a server that $how is told of within seconds, and so is its return, after which all goes on',
  { timeout: 180_000 },
  async ({ how, end, begin, fullLength }) => {
    const away = isFull ? fullLength : 1_000
    await using server = await OwnServer.start(inject('topology'))
    await using context = await createTestLoom({ uri: server.uri })
    await using inspector = await served({ context })
    await using stream = await EventStream.open(`${inspector.url}/api/events?topics=tasks`)
    await stream.next('hello')
    const before = Download({ url: 'https://example.org/before' })
    await context.loom.push(before)
    await stream.next('tasks', ({ tasks }) => tasks.some(({ id }) => id === before.id))

    // What a machine takes from the process of the test is not the inspector's.
    const standstill = monitorEventLoopDelay()
    standstill.enable()
    const from = performance.now()
    await end(server)
    const down = await stream.next('database', ({ status }) => status === 'down')
    expect(down.at - from).toBeLessThan(longest + standstill.max / 1e6)
    expect((await inspector.api('tasks')).status).toBe(503)

    await delay(Math.max(0, away - (performance.now() - from)))
    expect((await inspector.api('health')).body).toMatchObject({ status: 'down' })
    stream.forget()
    standstill.reset()
    await begin(server)
    const back = performance.now()
    const up = await stream.next('database', ({ status }) => status === 'up')
    expect(up.at - back).toBeLessThan(longest + standstill.max / 1e6)
    standstill.disable()
    await stream.next('reset')
    expect((await inspector.api('tasks')).body.items).toMatchObject([{ id: before.id }])
    const after = Download({ url: 'https://example.org/after' })
    await context.loom.push(after)
    await stream.next('tasks', ({ tasks }) => tasks.some(({ id }) => id === after.id))
    process.stdout.write(
      `A server that ${how}: told after ${Math.round(down.at - from)} ms, back after ${Math.round(up.at - back)} ms\n`,
    )
  },
)
