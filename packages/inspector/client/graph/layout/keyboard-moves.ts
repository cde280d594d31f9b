import { neighbours, type Digraph } from '../model/digraph.ts'
import type { Places } from './free-slots.ts'
import type { Direction } from './layout.ts'

export type Move = 'forward' | 'back' | 'previous' | 'next' | 'first' | 'last'

const movesByKey: Readonly<Record<Direction, Readonly<Record<string, Move>>>> = {
  right: {
    ArrowRight: 'forward',
    ArrowLeft: 'back',
    ArrowUp: 'previous',
    ArrowDown: 'next',
    Home: 'first',
    End: 'last',
  },
  down: {
    ArrowDown: 'forward',
    ArrowUp: 'back',
    ArrowLeft: 'previous',
    ArrowRight: 'next',
    Home: 'first',
    End: 'last',
  },
}

/** What a key means for moving through a graph that runs in a direction. */
export function moveOfKey(key: string, direction: Direction): Move | undefined {
  return movesByKey[direction][key]
}

export interface Terrain {
  readonly links: Digraph
  readonly places: Places
  readonly direction: Direction
  readonly isVisible: (node: number) => boolean
}

/**
 * The node that a move leads to: forward to a dependent, back to a dependency (the nearest of several), previous and
 * next within the column, first and last to its ends. Where there is none, the node itself.
 */
export function moveFrom(node: number, move: Move, terrain: Terrain): number {
  const { across } = axes(terrain)
  const distance = (other: number): number => across[other]! - across[node]!
  const others = [...candidates[move](node, terrain)].filter(
    (other) => other !== node && terrain.isVisible(other),
  )
  return nearest(others, costs[move](distance)) ?? node
}

type Measure = (other: number) => number

/** Where each move may lead. */
const candidates: Readonly<Record<Move, (node: number, terrain: Terrain) => Iterable<number>>> = {
  forward: (node, { links }) => neighbours(links.outgoing, node),
  back: (node, { links }) => neighbours(links.incoming, node),
  previous: columnOf,
  next: columnOf,
  first: columnOf,
  last: columnOf,
}

/** How far each place is for a move; Infinity for those on the wrong side. */
const costs: Readonly<Record<Move, (distance: Measure) => Measure>> = {
  forward: (distance) => (other) => Math.abs(distance(other)),
  back: (distance) => (other) => Math.abs(distance(other)),
  previous: (distance) => (other) => (distance(other) < 0 ? -distance(other) : Infinity),
  next: (distance) => (other) => (distance(other) > 0 ? distance(other) : Infinity),
  first: (distance) => (other) => (distance(other) < 0 ? distance(other) : Infinity),
  last: (distance) => (other) => (distance(other) > 0 ? -distance(other) : Infinity),
}

function axes({ places: { x, y }, direction }: Terrain) {
  return direction === 'right' ? { along: x, across: y } : { along: y, across: x }
}

function columnOf(node: number, terrain: Terrain): number[] {
  const { along } = axes(terrain)
  return [...along.keys()].filter((other) => Math.abs(along[other]! - along[node]!) < 1)
}

function nearest(nodes: readonly number[], costOf: Measure): number | undefined {
  let best: number | undefined
  for (const node of nodes) {
    if (costOf(node) !== Infinity && (best === undefined || costOf(node) < costOf(best))) best = node
  }
  return best
}

/** The nodes in the order in which they are read: along the edges, then across; for the first focus and for lists. */
export function readingOrder({ x, y }: Places, direction: Direction): number[] {
  const [along, across] = direction === 'right' ? [x, y] : [y, x]
  return [...along.keys()].toSorted(
    (one, other) => along[one]! - along[other]! || across[one]! - across[other]!,
  )
}
