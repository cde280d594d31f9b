import { QueryClient, type InfiniteData } from '@tanstack/react-query'
import { beforeEach, describe, expect, test } from 'vitest'

import { keys } from '../api/keys.ts'
import type { DagDetail, TaskDetail, TaskPage } from '../api/wire.ts'
import { makeDag, makeTask, makeTaskDetail } from '../test/factories.ts'
import { createFakeServer, type FakeServer } from '../test/fake-server.ts'
import { LiveConnection } from './live-connection.ts'
import { newer, patchCache } from './patch-cache.ts'

const list = keys.tasks({ q: '', sort: '' })

let cache: QueryClient
let server: FakeServer

beforeEach(async () => {
  cache = new QueryClient()
  server = createFakeServer({})
  const live = new LiveConnection({
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

  test('a reset makes everything old', () => {
    keepList(makeTask())
    server.send('reset', { reason: 'too old' })
    expect(cache.getQueryState(list)?.isInvalidated).toBe(true)
  })
})

test('the later of two pictures stays', () => {
  const known = makeTask({ revision: 1, updatedAt: 10 })
  expect(newer(known, undefined)).toBe(known)
  expect(newer(known, makeTask({ revision: 1, updatedAt: 9 }))).toBe(known)
  expect(newer(known, makeTask({ revision: 0, updatedAt: 99 }))).toBe(known)
  const reset = makeTask({ revision: 2, updatedAt: 5 })
  expect(newer(known, reset)).toBe(reset)
})
