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
    }))
    return Promise.resolve({ items, ...(end < count ? { next: String(end) } : {}) })
  }
  return { tasks, now: () => Date.now() } as unknown as Inspection
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
  it.each<[string, RequestForOne['target']]>([
    ['a DAG', { dag: 'a' }],
    ['a type', { type: 'download' }],
    ['a filter', { filter: 'state:ready' }],
  ])('of %s are the first of many, which the preview says', async (_what, target) => {
    const request: RequestForOne = {
      kind: 'cancel',
      target,
      options: {},
      expectedStates: [...expectedStates],
    }
    const loom = { bulk: () => Promise.resolve(nothing) } as unknown as Loom
    for (const [count, isCapped] of [
      [mostTasks, false],
      [mostTasks + 1, true],
    ] as const) {
      const inspection = inspectionOf(count)
      const selected = await selectTasks(inspection, request)
      expect(selected).toMatchObject({ matched: mostTasks, isCapped })
      expect(selected.filter).toMatchObject({ state: ['CREATED', 'FAILED'] })
      expect(selected.filter.ids).toHaveLength(mostTasks)
      const { sentence, ...said } = await preview({ inspection, loom }, request, [])
      expect(said).toMatchObject({ matched: mostTasks, isCapped })
      expect(sentence.startsWith(`The first ${mostTasks} are taken. `)).toBe(isCapped)
    }
  })
})
