import { expect, test } from 'vitest'

import { viewStateOf, viewStates, type ViewedTask, type ViewState } from './view-state.ts'

const created = { name: 'resize', state: 'CREATED', attempt: 0 } as const
const later = new Date(1)

interface Example {
  readonly view: ViewState
  readonly task: ViewedTask
  readonly paused: string
}

const examples: readonly Example[] = [
  { view: 'ready', task: { ...created, ready: true }, paused: '' },
  { view: 'ready', task: { ...created, ready: true }, paused: 'download' },
  { view: 'paused', task: { ...created, ready: true }, paused: 'resize' },
  { view: 'paused', task: { ...created, holds: ['paused'] }, paused: '' },
  { view: 'paused', task: { ...created, holds: ['paused'], dueAt: later }, paused: '' },
  { view: 'blocked', task: created, paused: '' },
  { view: 'blocked', task: { ...created, holds: [] }, paused: '' },
  { view: 'blocked', task: { ...created, holds: ['reset:1'] }, paused: '' },
  { view: 'blocked', task: created, paused: 'resize' },
  { view: 'scheduled', task: { ...created, dueAt: later }, paused: '' },
  { view: 'retrying', task: { ...created, dueAt: later, attempt: 1 }, paused: '' },
  { view: 'running', task: { ...created, state: 'RUNNING', attempt: 1 }, paused: '' },
  {
    view: 'running',
    task: { ...created, state: 'RUNNING', attempt: 1, holds: ['paused'] },
    paused: 'resize',
  },
  { view: 'finished', task: { ...created, state: 'FINISHED' }, paused: '' },
  { view: 'failed', task: { ...created, state: 'FAILED' }, paused: '' },
  { view: 'failed-upstream', task: { ...created, state: 'FAILED', rootCause: 'a' }, paused: '' },
  { view: 'cancelled', task: { ...created, state: 'CANCELLED', rootCause: 'a' }, paused: '' },
  { view: 'skipped', task: { ...created, state: 'SKIPPED', rootCause: 'a' }, paused: '' },
  { view: 'expired', task: { ...created, state: 'EXPIRED' }, paused: '' },
]

test.each(examples)('view state: $view: $task', ({ view, task, paused }) => {
  expect(viewStateOf(task, new Set([paused]))).toBe(view)
})

test('view state: there is an example of each', () => {
  expect(new Set(examples.map(({ view }) => view))).toEqual(new Set(viewStates))
})
