import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { createFakeServer, type FakeServer } from '../test/fake-server.ts'
import { LiveConnection } from './live-connection.ts'

const base = 'http://inspector.test/mount/'

let server: FakeServer
let polls: number
let gaps: number
let live: LiveConnection

beforeEach(() => {
  vi.useFakeTimers()
  polls = 0
  gaps = 0
  server = createFakeServer({})
  live = new LiveConnection({
    transport: server.transport,
    base,
    poll: async () => {
      polls += 1
      return isPollAnswered
    },
    pollMilliseconds: 1_000,
    onGap: () => {
      gaps += 1
    },
  })
})

let isPollAnswered = true

afterEach(() => {
  live.close()
  vi.useRealTimers()
  isPollAnswered = true
})

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds)
const topicsOf = (url: string | undefined) => new URL(url ?? base).searchParams.get('topics')

describe('the live connection', () => {
  test('opens one stream for all that is wanted, and another one when that changes', async () => {
    live.want('stats')
    const unwant = live.want('dag:1')
    await pass(100)
    expect(server.streams().map(topicsOf)).toEqual(['dag:1,stats'])
    unwant()
    await pass(100)
    expect(server.streams().map(topicsOf)).toEqual(['stats'])
    expect(live.status.get()).toBe('stream')
  })

  test('tells listeners of what comes', async () => {
    const removed: string[] = []
    live.on('removed', ({ ids }) => removed.push(...ids))
    live.want('tasks')
    await pass(100)
    server.send('removed', { ids: ['a', 'b'] })
    expect(removed).toEqual(['a', 'b'])
  })

  test('resumes behind the last event that it had', async () => {
    live.want('tasks')
    await pass(100)
    server.send('removed', { ids: ['a'] })
    live.want('stats')
    await pass(100)
    expect(new URL(server.streams()[0] ?? base).searchParams.get('lastEventId')).toBe('e:1')
  })

  test('what was read before a topic was told of is read again, once', async () => {
    live.want('stats')
    await pass(100)
    expect(gaps).toBe(1)
    live.want('tasks')
    await pass(100)
    expect(gaps).toBe(2)
    live.togglePause()
    live.togglePause()
    await pass(100)
    expect(gaps).toBe(2)
  })

  test('stands still while paused, and goes on where it stopped', async () => {
    live.want('tasks')
    await pass(100)
    server.send('removed', { ids: ['a'] })
    live.togglePause()
    expect(server.streams()).toEqual([])
    expect(live.status.get()).toBe('paused')
    await pass(120_000)
    expect(server.streams()).toEqual([])
    live.togglePause()
    await pass(100)
    expect(server.streams()[0]).toContain('lastEventId=e%3A1')
    expect(live.status.get()).toBe('stream')
  })

  test('frees its connection when the page is hidden for a minute, and not sooner', async () => {
    live.want('tasks')
    await pass(100)
    live.setHidden(true)
    await pass(59_000)
    expect(server.streams()).toHaveLength(1)
    await pass(2_000)
    expect(server.streams()).toHaveLength(0)
    live.setHidden(false)
    await pass(100)
    expect(server.streams()).toHaveLength(1)
  })

  test('polls while streams are cut, and streams again when they are not', async () => {
    live.want('tasks')
    await pass(100)
    server.setAway(true)
    await pass(10_000)
    expect(live.status.get()).toBe('polling')
    expect(polls).toBeGreaterThan(2)
    server.setAway(false)
    await pass(20_000)
    expect(live.status.get()).toBe('stream')
    expect(gaps).toBe(2)
    const before = polls
    await pass(10_000)
    expect(polls).toBe(before)
  })

  test('says that it is offline when polling is not answered either', async () => {
    isPollAnswered = false
    live.want('tasks')
    await pass(100)
    server.setAway(true)
    await pass(5_000)
    expect(live.status.get()).toBe('offline')
  })
})
