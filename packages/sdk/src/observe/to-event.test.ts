import { expect, test } from 'vitest'

import { kindOfChange, kindOfTask, toTaskEvent, withEndOfSingle } from './to-event.ts'

const at = new Date('2026-01-01T00:00:00Z')

test.each([
  ['pushed', { state: 'CREATED', open: true, ready: true }],
  ['ready', { ready: true }],
  ['claimed', { state: 'RUNNING', attempt: 1 }],
  ['progressed', { progress: { fraction: 0.5 } }],
  ['returned', { state: 'CREATED', ready: true }],
  ['recovered', { state: 'CREATED', ready: true, recoveries: 1 }],
  ['settled', { state: 'EXPIRED' }],
  ['deleted', { state: 'DELETED' }],
  ['changed', { state: 'CREATED', revision: 1 }],
  ['changed', { priority: 3 }],
] as const)('a change: %s, told by the fields that it changed: %o', (kind, fields) => {
  expect(kindOfChange(fields)).toBe(kind)
})

test.each([
  ['pushed', { state: 'CREATED', ready: true, attempt: 0, groups: [] }],
  ['pushed', { state: 'CREATED', attempt: 0, groups: [{ count: 2 }] }],
  ['ready', { state: 'CREATED', ready: true, attempt: 0, groups: [{ count: 2 }] }],
  ['claimed', { state: 'RUNNING', attempt: 1 }],
  ['progressed', { state: 'RUNNING', attempt: 1, progress: { fraction: 0.5 } }],
  ['returned', { state: 'CREATED', attempt: 1, dueAt: at }],
  ['recovered', { state: 'CREATED', attempt: 1, recoveries: 1 }],
  ['settled', { state: 'SKIPPED', attempt: 1 }],
] as const)('a task as it is stored: %s, as far as it tells: %o', (kind, task) => {
  expect(kindOfTask(task)).toBe(kind)
})

test('a deleted task is told of although nothing is known of it any more, and no other is', () => {
  expect(toTaskEvent('deleted', { _id: 'a', updatedAt: at }, undefined)).toEqual({
    kind: 'deleted',
    id: 'a',
    at,
  })
  expect(toTaskEvent('settled', { _id: 'a', state: 'FINISHED' }, undefined)).toBeUndefined()
})

test('the end of a task that is a DAG by itself is the end of the DAG, unless it has pushed others', () => {
  const named = { name: 'job', dagId: 'a', state: 'FAILED' } as const
  const event = toTaskEvent('settled', { _id: 'a', state: 'FAILED', updatedAt: at }, named)
  expect(withEndOfSingle(event)).toEqual([
    { kind: 'settled', id: 'a', name: 'job', dagId: 'a', state: 'FAILED', at },
    { kind: 'dagFinished', dagId: 'a', outcome: 'FAILED', counts: { FAILED: 1 }, at },
  ])
  expect(withEndOfSingle(event, [{ id: 'g', pushId: 'p', count: 1, names: ['job'] }])).toHaveLength(1)
})
