import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { parse } from 'yaml'

/**
 * What the demo should find, by other means: plain recursion over the file, no tasks, and nothing of the demo's code.
 */
export type Graph = ReadonlyMap<string, readonly string[]>

interface Snapshot {
  readonly dependencies?: Record<string, string>
  readonly optionalDependencies?: Record<string, string>
}

/** The dependencies of each package in a lockfile, cycles and all. */
export function readGraph(lockfile: string): Graph {
  const { snapshots } = parse(readFileSync(lockfile, 'utf8')) as { snapshots: Record<string, Snapshot> }
  return new Map(
    Object.entries(snapshots).map(([id, { dependencies, optionalDependencies }]) => [
      id,
      Object.entries({ ...dependencies, ...optionalDependencies })
        .filter(([, version]) => !version.startsWith('link:'))
        .map(([name, version]) => (version in snapshots ? version : `${name}@${version}`)),
    ]),
  )
}

/** Everything that comes with a package, itself included. */
export function reach(graph: Graph, id: string, seen = new Set<string>()): Set<string> {
  if (seen.has(id)) return seen
  seen.add(id)
  for (const need of graph.get(id) ?? []) reach(graph, need, seen)
  return seen
}

/** The packages of the longest chain that begins with each package. The graph must have no cycles. */
export function depths(graph: Graph): Map<string, number> {
  const known = new Map<string, number>()
  const depthOf = (id: string): number => {
    const depth = known.get(id) ?? 1 + Math.max(0, ...(graph.get(id) ?? []).map(depthOf))
    known.set(id, depth)
    return depth
  }
  for (const id of graph.keys()) depthOf(id)
  return known
}

/** How many bytes each installed package has, by name and version: found by looking at what is there. */
export function sizesOnDisk(project: string): Map<string, number[]> {
  const store = join(project, 'node_modules/.pnpm')
  const sizes = new Map<string, number[]>()
  const homes = readdirSync(store, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .map(({ name }) => join(store, name, 'node_modules'))
  for (const folder of homes.flatMap(packagesIn)) {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      name: string
      version: string
    }
    const label = `${name}@${version}`
    sizes.set(label, [...(sizes.get(label) ?? []), sizeOf(folder)])
  }
  return sizes
}

/** The package itself is a folder; what it depends on lies beside it as links. */
function packagesIn(home: string): string[] {
  return readdirSync(home, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => (name.startsWith('@') ? packagesIn(join(home, name)) : [join(home, name)]))
}

function sizeOf(path: string): number {
  const stat = lstatSync(path)
  if (stat.isFile()) return stat.size
  if (!stat.isDirectory()) return 0
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}
