import { QueryClient, type InfiniteData } from '@tanstack/react-query'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'

import { keys } from '../api/keys.ts'
import type { DagDetail, TaskDetail, TaskPage } from '../api/wire.ts'
import { makeDag, makeTask, makeTaskDetail } from '../test/factories.ts'
import { createFakeServer, type FakeServer } from '../test/fake-server.ts'
import { LiveConnection } from './live-connection.ts'
import { newer, patchCache } from './patch-cache.ts'

const list = keys.tasks({ q: '', sort: '' })

let cache: QueryClient
let server: FakeServer
let live: LiveConnection

beforeEach(async () => {
  cache = new QueryClient()
  server = createFakeServer({})
  live = new LiveConnection({
    transport: server.transport,
    base: 'http://inspector.test/',
    poll: async () => true,
    onGap: () => {},
  })
  patchCache(live, cache)
  live.want('tasks')
  await new Promise((resolve) => {
    live.on('hello', resolve)
  })
  return () => live.close()
})

function statesInList(): readonly string[] {
  const data = cache.getQueryData<InfiniteData<TaskPage>>(list)
  return data?.pages.flatMap(({ items }) => items.map(({ id, view }) => `${id} ${view}`)) ?? []
}

function keepList(...tasks: TaskPage['items']): void {
  cache.setQueryData<InfiniteData<TaskPage>>(list, { pages: [{ items: tasks }], pageParams: [undefined] })
}

describe('live events in the cache', () => {
  test('change a row in its place and bring none in', () => {
    keepList(makeTask({ id: 'a' }), makeTask({ id: 'b' }))
    server.send('tasks', {
      tasks: [
        makeTask({ id: 'new' }),
        makeTask({ id: 'b', view: 'running', updatedAt: makeTask().updatedAt + 5 }),
      ],
    })
    expect(statesInList()).toEqual(['a ready', 'b running'])
  })

  test('are kept when an older answer comes late', async () => {
    const old = makeTask({ id: 'a' })
    server.send('tasks', { tasks: [{ ...old, view: 'running', updatedAt: old.updatedAt + 1 }] })
    await cache.fetchInfiniteQuery({
      queryKey: list,
      queryFn: async (): Promise<TaskPage> => ({ items: [old] }),
      initialPageParam: undefined,
    })
    expect(statesInList()).toEqual(['a running'])
  })

  test('take removed tasks out', () => {
    keepList(makeTask({ id: 'a' }), makeTask({ id: 'b' }))
    server.send('removed', { ids: ['a'] })
    expect(statesInList()).toEqual(['b ready'])
  })

  test('change the task that is open', () => {
    const task = makeTask({ id: 'a' })
    cache.setQueryData(keys.task('a'), makeTaskDetail({ task }))
    server.send('tasks', { tasks: [{ ...task, view: 'failed', updatedAt: task.updatedAt + 1 }] })
    expect(cache.getQueryData<TaskDetail>(keys.task('a'))?.task.view).toBe('failed')
  })

  test('change a DAG where it is shown', () => {
    const dag = makeDag({ id: 'd' })
    cache.setQueryData<DagDetail>(keys.dag('d'), { dag, types: [], waitsFor: [], rootCauses: [] })
    server.send('dag', { ...dag, state: 'finished' })
    expect(cache.getQueryData<DagDetail>(keys.dag('d'))?.dag.state).toBe('finished')
  })

  test.each(['reset', 'dirty'] as const)(
    'after many %s everything is read again once, a long list by its head',
    async (name) => {
      vi.useFakeTimers()
      onTestFinished(() => void vi.useRealTimers())
      const page = { items: [makeTask()] }
      cache.setQueryData<InfiniteData<TaskPage>>(list, {
        pages: Array.from({ length: 30 }, () => page),
        pageParams: Array.from({ length: 30 }, () => undefined),
      })
      const invalidate = vi.spyOn(cache, 'invalidateQueries')
      for (let time = 0; time < 10; time += 1) server.send(name, { reason: 'too much', scope: 'all' })
      await vi.advanceTimersByTimeAsync(1_500)
      expect(invalidate).toHaveBeenCalledTimes(1)
      expect(cache.getQueryState(list)?.isInvalidated).toBe(true)
      expect(cache.getQueryData<InfiniteData<TaskPage>>(list)?.pages).toHaveLength(5)
    },
  )
})

test('what is due while the reader pauses is read when they go on', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const invalidate = vi.spyOn(cache, 'invalidateQueries')
  server.send('dirty', { scope: 'all' })
  live.togglePause()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(invalidate).not.toHaveBeenCalled()
  live.togglePause()
  await vi.advanceTimersByTimeAsync(1_500)
  expect(invalidate).toHaveBeenCalledTimes(1)
})

test('the later of two pictures stays', () => {
  const known = makeTask({ revision: 1, updatedAt: 10 })
  expect(newer(known, undefined)).toBe(known)
  expect(newer(known, makeTask({ revision: 1, updatedAt: 9 }))).toBe(known)
  expect(newer(known, makeTask({ revision: 0, updatedAt: 99 }))).toBe(known)
  const reset = makeTask({ revision: 2, updatedAt: 5 })
  expect(newer(known, reset)).toBe(reset)
})
