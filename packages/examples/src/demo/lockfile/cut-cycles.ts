import type { Package, PackageGraph } from './package-graph.ts'

/** A dependency that was left out, because it closes a cycle. */
export interface Cut {
  readonly from: string
  readonly to: string
  /** The packages of the cycle, from `to` round to `from`. */
  readonly cycle: readonly string[]
}

/** A graph without cycles, and what was left out for it. */
export interface AcyclicGraph {
  readonly graph: PackageGraph
  readonly cuts: readonly Cut[]
}

/**
 * Leaves out the dependencies that close cycles. Packages and dependencies are visited in the order of their ids,
 * so that the same lockfile is always cut in the same places.
 */
export function cutCycles(graph: PackageGraph): AcyclicGraph {
  const path: string[] = []
  const acyclic = new Map<string, Package>()
  const cuts: Cut[] = []

  const visit = (id: string): void => {
    const found = graph.get(id)
    if (found === undefined) return
    path.push(id)
    const needs = found.needs.filter((need) => {
      const start = path.indexOf(need)
      if (start !== -1) {
        cuts.push({ from: id, to: need, cycle: path.slice(start) })
        return false
      }
      if (!acyclic.has(need)) visit(need)
      return true
    })
    path.pop()
    acyclic.set(id, { ...found, needs })
  }

  for (const id of [...graph.keys()].toSorted()) if (!acyclic.has(id)) visit(id)
  return { graph: acyclic, cuts }
}
