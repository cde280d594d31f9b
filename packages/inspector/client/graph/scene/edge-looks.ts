import type { standings } from '../analysis/standing.ts'
import type { ShownGraph } from '../model/shown-graph.ts'
import type { TaskGraph } from '../model/task-graph.ts'

/** The standing of each drawn edge: of several edges between the same nodes the most urgent. */
export function writeEdgeStandings(shown: ShownGraph, ofTasks: Uint8Array, into: Uint8Array): void {
  into.fill(0)
  shown.edgeOf.forEach((edge, between) => {
    if (edge !== -1 && ofTasks[between]! > into[edge]!) into[edge] = ofTasks[between]!
  })
}

/** Edges are dashed when they do not ask for success, and dotted when they may go unmet. */
const solid = 0
export const dashed = 1
export const dotted = 2

export function edgeLines(graph: TaskGraph, shown: ShownGraph): Uint8Array {
  const lines = new Uint8Array(shown.links.sources.length)
  shown.edgeOf.forEach((edge, between) => {
    if (edge === -1) return
    const kind = graph.kinds[graph.kindOf[between]!]!
    lines[edge] = kind.optional ? dotted : kind.on === 'success' ? solid : dashed
  })
  return lines
}

/** What an edge is drawn as: what it means now, or that it closes a cycle. */
export type EdgeLook = (typeof standings)[number] | 'back'
