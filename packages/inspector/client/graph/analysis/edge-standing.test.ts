import { expect, test } from 'vitest'

import type { EdgeKind } from '../../../shared/graph-columns.ts'
import type { ViewState } from '../../../shared/view-states.ts'
import { readTaskGraph } from '../model/task-graph.ts'
import { encodeGraph } from '../testing/encode-graph.ts'
import { smallGraph } from '../testing/small-graph.ts'
import { standingsOf } from './edge-standing.ts'
import { standings } from './standing.ts'

interface Case {
  readonly sources: readonly ViewState[]
  readonly group?: Partial<EdgeKind>
  readonly dependent?: ViewState
  readonly standings: readonly (typeof standings)[number][]
}

const cases: readonly Case[] = [
  { sources: ['finished'], standings: ['satisfied'] },
  { sources: ['running'], standings: ['blocking'] },
  { sources: ['ready', 'scheduled', 'retrying', 'paused'], standings: Array(4).fill('blocking') },
  { sources: ['blocked'], standings: ['pending'] },
  { sources: ['failed', 'running'], standings: ['broken', 'blocking'] },
  { sources: ['failed', 'finished'], group: { kind: 'any', need: 1 }, standings: ['spent', 'satisfied'] },
  { sources: ['running', 'finished'], group: { kind: 'any', need: 1 }, standings: ['spent', 'satisfied'] },
  {
    sources: ['failed', 'failed', 'running'],
    group: { need: 2 },
    standings: ['broken', 'broken', 'blocking'],
  },
  { sources: ['failed'], group: { optional: true }, standings: ['spent'] },
  { sources: ['failed'], group: { on: 'failure' }, standings: ['satisfied'] },
  { sources: ['finished'], group: { on: 'failure' }, standings: ['broken'] },
  { sources: ['cancelled'], group: { on: 'settled' }, standings: ['satisfied'] },
  { sources: ['cancelled'], standings: ['broken'] },
  { sources: ['running'], dependent: 'cancelled', standings: ['spent'] },
]

test.each(cases)(
  'of $sources with $group: $standings',
  ({ sources, group = {}, dependent, standings: expected }) => {
    const needed = Object.fromEntries(sources.map((view, nth) => [`source-${nth}`, { view }]))
    const graph = smallGraph({
      ...needed,
      dependent: { needs: Object.keys(needed), group, view: dependent ?? 'blocked' },
    })
    expect([...standingsOf(graph)].map((place) => standings[place])).toEqual(expected)
  },
)

test('a group that was extended later is one group, though its edges are told in pieces', () => {
  const task = { name: 'any', view: 'finished', priority: 2, attempt: 1, groups: [] } as const
  const group = { kind: 'any', need: 1, on: 'success', optional: false } as const
  const graph = readTaskGraph(
    encodeGraph({
      dagId: 'dag',
      topology: 'shape',
      isCut: false,
      tasks: [
        { ...task, id: 'failed', view: 'failed' },
        { ...task, id: 'other' },
        { ...task, id: 'done' },
        {
          ...task,
          id: 'dependent',
          view: 'ready',
          groups: [
            { ...group, name: 'first', sources: ['failed'] },
            { ...group, name: 'second', sources: ['other'] },
            { ...group, name: 'first', sources: ['done'] },
          ],
        },
      ],
    }),
  )
  const bySource = [...standingsOf(graph)].map((place, edge) => [
    graph.ids[graph.links.sources[edge]!],
    standings[place],
  ])
  expect(Object.fromEntries(bySource)).toEqual({ failed: 'spent', other: 'satisfied', done: 'satisfied' })
})
