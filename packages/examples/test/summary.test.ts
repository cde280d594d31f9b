import { array, assert, asyncProperty, nat } from 'fast-check'
import { expect, test } from 'vitest'

import { handlers } from '../src/demo/handlers.ts'
import { cutCycles } from '../src/demo/lockfile/cut-cycles.ts'
import type { PackageGraph } from '../src/demo/lockfile/package-graph.ts'
import { summarize } from '../src/demo/summarize.ts'
import { type MeasuredPackage, MeasurePackage } from '../src/demo/tasks.ts'
import { depths, type Graph, reach } from './support/plain-walk.ts'

/** Graphs of up to a dozen packages with cycles in them, also of one. */
const graphs = array(array(nat(11), { maxLength: 4 }), { minLength: 1, maxLength: 12 }).map(
  (needs): Graph => {
    const name = (number: number) => `p${number % needs.length}`
    return new Map(needs.map((all, number) => [name(number), [...new Set(all.map(name))].toSorted()]))
  },
)

/** What the workers would make of a graph, by the demo's own handler. */
async function measureAll(graph: PackageGraph): Promise<MeasuredPackage[]> {
  const measure = handlers.find(({ definition }) => definition === MeasurePackage)
  const known = new Map<string, Promise<MeasuredPackage>>()
  const measured = (id: string): Promise<MeasuredPackage> => {
    const made = known.get(id) ?? run(id)
    known.set(id, made)
    return made
  }
  const run = async (id: string): Promise<MeasuredPackage> => {
    const needs = await Promise.all((graph.get(id)?.needs ?? []).map(measured))
    const result = measure?.run({
      id: '',
      name: MeasurePackage.name,
      payload: { id },
      dependencies: { needs },
      attempt: 1,
      signal: AbortSignal.any([]),
      progress: () => undefined,
      push: () => Promise.reject(new Error('A measurement pushes nothing.')),
      extend: () => Promise.reject(new Error('A measurement extends nothing.')),
    })
    return (await result) as MeasuredPackage
  }
  return await Promise.all([...graph.keys()].map(measured))
}

test('whatever the graph: cuts leave no cycle, and the numbers are those of the graph before the cuts', async () => {
  await assert(
    asyncProperty(graphs, async (original) => {
      const packages = new Map([...original].map(([id, needs]) => [id, { id, name: id, needs }]))
      const { graph, cuts } = cutCycles(packages)
      const report = summarize(await measureAll(graph), { top: 100, cuts })

      const counts = new Map(report.largest.map((row) => [row.id, row.packages]))
      for (const id of original.keys()) expect(counts.get(id)).toBe(reach(original, id).size)
      // A cut that was not needed would make the graph smaller than it is.
      const kept = [...graph.values()].reduce((sum, { needs }) => sum + needs.length, 0)
      expect(kept + cuts.length).toBe([...original.values()].flat().length)
      for (const { cycle } of cuts) expectCycle(original, cycle)
      const levels = depths(new Map([...graph].map(([id, { needs }]) => [id, needs])))
      expect(report.depth).toBe(Math.max(...levels.values()))
    }),
  )
})

function expectCycle(graph: Graph, cycle: readonly string[]): void {
  for (const [index, id] of cycle.entries()) {
    expect(graph.get(id)).toContain(cycle[(index + 1) % cycle.length])
  }
}
