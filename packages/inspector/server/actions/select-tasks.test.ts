import type { BulkReport, Loom } from '@taskloom/sdk'
import type { Inspection, TaskListQuery } from '@taskloom/sdk/inspect'
import { describe, expect, it } from 'vitest'

import { preview } from './preview.ts'
import { mostTasks, selectTasks, type RequestForOne } from './select-tasks.ts'

const expectedStates = ['ready', 'retrying', 'failed'] as const

/** A list of ready tasks. */
function inspectionOf(count: number): Inspection {
  const tasks = ({ limit = 50, cursor = '0' }: TaskListQuery) => {
    const end = Math.min(count, Number(cursor) + limit)
    const items = Array.from({ length: end - Number(cursor) }, (_, place) => ({
      id: `task-${Number(cursor) + place}`,
      view: 'ready',
      updatedAt: 0,
    }))
    return Promise.resolve({ items, ...(end < count ? { next: String(end) } : {}) })
  }
  const taskIds: Inspection['taskIds'] = ({ states = [] }, { limit }) => {
    const found = states.includes('CREATED') ? Math.min(count, limit) : 0
    return Promise.resolve(Array.from({ length: found }, (_, place) => `task-${place}`))
  }
  return { tasks, taskIds, now: () => Date.now() } as unknown as Inspection
}

const nothing: BulkReport = {
  matched: 0,
  changed: 0,
  changes: {},
  cascade: {},
  skipped: {},
  failures: [],
  isComplete: true,
}

describe('the tasks of an action', () => {
  it.each<[string, RequestForOne['target'], RequestForOne['expectedStates']]>([
    ['a DAG', { dag: 'a' }, undefined],
    ['a DAG, as it was seen', { dag: 'a' }, [...expectedStates]],
    ['a type', { type: 'download' }, undefined],
    ['a type, as it was seen', { type: 'download' }, [...expectedStates]],
    ['a filter, as it was seen', { filter: 'state:ready' }, [...expectedStates]],
  ])('of %s are the first of many, which the preview says', async (_what, target, seen) => {
    const request: RequestForOne = {
      kind: 'cancel',
      target,
      options: {},
      ...(seen === undefined ? {} : { expectedStates: seen }),
    }
    const loom = { bulk: () => Promise.resolve(nothing) } as unknown as Loom
    for (const [count, isCapped] of [
      [mostTasks, false],
      [mostTasks + 1, true],
    ] as const) {
      const inspection = inspectionOf(count)
      const selected = await selectTasks(inspection, request)
      expect(selected).toMatchObject({ matched: mostTasks, isCapped })
      expect(selected.filter.state).toEqual(seen === undefined ? undefined : ['CREATED', 'FAILED'])
      expect(selected.filter.ids).toHaveLength(mostTasks)
      const { sentence, ...said } = await preview({ inspection, loom }, request, [])
      expect(said).toMatchObject({ matched: mostTasks, isCapped })
      expect(sentence.startsWith(`The first ${mostTasks} are taken. `)).toBe(isCapped)
    }
  })

  it('of a filter are also those that change, and so move in the list, while it is read', async () => {
    let asked = 0
    const tasks = ({ cursor }: TaskListQuery) => {
      asked += 1
      const moved = { id: 'moved', view: 'ready', updatedAt: Date.now() }
      const [one, other] = [1, 2].map((place) => ({ id: `task-${place}`, view: 'ready', updatedAt: 0 }))
      if (cursor !== undefined) return Promise.resolve({ items: [other] })
      return Promise.resolve({ items: asked === 1 ? [one] : [moved, one], next: 'x' })
    }
    const inspection = { tasks, now: () => Date.now() } as unknown as Inspection
    const { filter } = await selectTasks(inspection, {
      kind: 'cancel',
      target: { filter: 'state:ready' },
      options: {},
    })
    expect(filter).toEqual({ ids: ['task-1', 'task-2', 'moved'], state: ['CREATED'] })
    expect(asked).toBe(3)
  })

  it('of a DAG or a type are first those that it can change', async () => {
    const asked: unknown[] = []
    const taskIds: Inspection['taskIds'] = (query, { limit }) => {
      asked.push([query, limit])
      return Promise.resolve(query.states?.includes('FAILED') === true ? ['failed'] : ['ready'])
    }
    const selected = await selectTasks({ taskIds } as unknown as Inspection, {
      kind: 'retry',
      target: { dag: 'a' },
      options: {},
    })
    expect(selected).toEqual({
      matched: 2,
      filter: { ids: ['failed', 'ready'] },
      skipped: [],
      isCapped: false,
    })
    expect(asked).toEqual([
      [{ dagId: 'a', states: ['FAILED', 'CANCELLED', 'SKIPPED', 'EXPIRED'] }, mostTasks + 1],
      [{ dagId: 'a', states: ['CREATED', 'RUNNING', 'FINISHED'] }, mostTasks - 1],
    ])
  })
})
