import { expect, test } from 'vitest'

import { marked, smallGraph } from '../testing/small-graph.ts'
import { criticalPath } from './critical-path.ts'
import { standingsOf } from './edge-standing.ts'
import { failureMarks, rootCausesOf } from './root-causes.ts'
import { whyBlocked } from './why-blocked.ts'

const finished = (startedAt: number, settledAt: number) => ({
  view: 'finished' as const,
  startedAt,
  settledAt,
})

test('the critical path of a finished graph goes back through what each task waited for longest', () => {
  const graph = smallGraph({
    quick: finished(0, 10),
    slow: finished(0, 90),
    middle: { ...finished(90, 100), needs: ['quick', 'slow'] },
    end: { ...finished(100, 120), needs: ['middle'] },
    aside: finished(0, 50),
  })
  const path = criticalPath(graph, 200)
  expect(path.tasks.map((task) => graph.ids[task])).toEqual(['slow', 'middle', 'end'])
  expect(path.remaining).toBe(0)
})

test('the critical path of a running graph adds what is still to come, by the medians of what has run', () => {
  const graph = smallGraph({
    first: { ...finished(0, 100), name: 'long' },
    second: { name: 'long', view: 'running', startedAt: 100, needs: ['first'] },
    third: { name: 'long', view: 'blocked', needs: ['second'] },
    short: { name: 'short', view: 'blocked', needs: ['first'] },
  })
  const path = criticalPath(graph, 140)
  expect(path.tasks.map((task) => graph.ids[task])).toEqual(['first', 'second', 'third'])
  expect(path.remaining).toBe(160)
})

test('the critical path of nothing is empty, and a cycle ends it', () => {
  expect(criticalPath(smallGraph({}), 0).tasks).toEqual([])
  const cycle = smallGraph({
    a: { ...finished(0, 1), needs: ['b'] },
    b: { ...finished(0, 2), needs: ['a'] },
  })
  expect(criticalPath(cycle, 10).tasks).toHaveLength(2)
})

test('root causes come with what they took with them, the worst first', () => {
  const graph = smallGraph({
    small: { view: 'failed' },
    big: { view: 'expired' },
    one: { view: 'failed-upstream', rootCauseId: 'big', needs: ['big'] },
    two: { view: 'failed-upstream', rootCauseId: 'big', needs: ['one'] },
    fine: { view: 'finished' },
  })
  expect(rootCausesOf(graph)).toEqual([
    { task: 1, cascade: 2 },
    { task: 0, cascade: 0 },
  ])
  expect(marked(graph, failureMarks(graph))).toEqual(['small', 'big', 'one', 'two'])
})

test('why a task is blocked: what it waits for, back to what could run', () => {
  const graph = smallGraph({
    done: { view: 'finished' },
    ready: { view: 'ready' },
    running: { view: 'running' },
    between: { view: 'blocked', needs: ['done', 'ready', 'running'] },
    asked: { view: 'blocked', needs: ['between'] },
    other: { view: 'blocked', needs: ['running'] },
  })
  const blockage = whyBlocked(graph, standingsOf(graph), [4])
  expect(marked(graph, blockage.marks)).toEqual(['ready', 'running', 'between', 'asked'])
  expect(blockage.frontier.map((task) => graph.ids[task])).toEqual(['running', 'ready'])
  expect(marked(graph, whyBlocked(graph, standingsOf(graph)).marks)).toContain('other')
})
