import { createTestLoom } from '@taskloom/sdk/testing'
import { expect, inject, it } from 'vitest'

import { Download } from './support/definitions.ts'
import { EventStream } from './support/event-stream.ts'
import { OwnServer } from './support/own-server.ts'
import { served } from './support/served.ts'

/** A server that was given has no process that could be stopped. */
const isOwn = (process.env['MONGODB_URI'] ?? '') === ''

/**
 * Five seconds are promised, and three times as many allowed: what the machine of a test adds is not the
 * inspector's. That its own clocks leave a second of the five is held by status-watch.test.ts.
 */
const longest = 15_000

const outages: readonly [
  string,
  (server: OwnServer) => Promise<void>,
  (server: OwnServer) => Promise<void>,
][] = [
  ['hangs', async (server) => server.freeze(), async (server) => server.thaw()],
  ['is stopped', (server) => server.stop(), (server) => server.startAgain()],
]

it.runIf(isOwn).each(outages)(
  'a server that %s is told of within seconds, and so is its return, after which all goes on',
  { timeout: 120_000 },
  async (what, end, begin) => {
    await using server = await OwnServer.start(inject('topology'))
    await using context = await createTestLoom({ uri: server.uri })
    await using inspector = await served({ context })
    await using stream = await EventStream.open(`${inspector.url}/api/events?topics=tasks`)
    await stream.next('hello')
    const before = Download({ url: 'https://example.org/before' })
    await context.loom.push(before)
    await stream.next('tasks', ({ tasks }) => tasks.some(({ id }) => id === before.id))

    const from = performance.now()
    await end(server)
    const down = await stream.next('database', ({ status }) => status === 'down')
    expect(down.at - from).toBeLessThan(longest)
    expect((await inspector.api('tasks')).status).toBe(503)

    stream.forget()
    await begin(server)
    const back = performance.now()
    const up = await stream.next('database', ({ status }) => status === 'up')
    expect(up.at - back).toBeLessThan(longest)
    await stream.next('reset')
    expect((await inspector.api('tasks')).body.items).toMatchObject([{ id: before.id }])
    const after = Download({ url: 'https://example.org/after' })
    await context.loom.push(after)
    await stream.next('tasks', ({ tasks }) => tasks.some(({ id }) => id === after.id))
    process.stdout.write(
      `A server that ${what}: told after ${Math.round(down.at - from)} ms, back after ${Math.round(up.at - back)} ms\n`,
    )
  },
)
