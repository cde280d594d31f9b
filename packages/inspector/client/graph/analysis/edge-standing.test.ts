import { expect, test } from 'vitest'

import type { EdgeKind } from '../../../shared/graph-columns.ts'
import type { ViewState } from '../../../shared/view-states.ts'
import { smallGraph } from '../testing/small-graph.ts'
import { standings, standingsOf } from './edge-standing.ts'

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
