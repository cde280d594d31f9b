import { randomNumbers } from './random.ts'

/** The edges of a graph of `size` nodes, as `[source, target]`. */
export interface Shape {
  readonly size: number
  readonly edges: readonly (readonly [number, number])[]
}

/** Columns of tasks where each depends on one or two near ones of the column before: what pipelines look like. */
export function pipeline(size: number): Shape {
  const random = randomNumbers(7)
  const width = Math.round(Math.sqrt(size) * 1.5)
  const edges: [number, number][] = []
  for (let node = width; node < size; node += 1) {
    const above = (Math.floor(node / width) - 1) * width
    const count = random() < 0.35 ? 2 : 1
    const sources = new Set<number>()
    for (let nth = 0; nth < count; nth += 1) {
      const near = (node % width) + Math.floor((random() - 0.5) * 6)
      sources.add(above + Math.min(width - 1, Math.max(0, near)))
    }
    for (const source of sources) edges.push([source, node])
  }
  return { size, edges }
}

/** Many small trees of twenty. */
export function forest(size: number): Shape {
  const edges: [number, number][] = []
  for (let node = 0; node < size; node += 1) {
    const place = node % 20
    if (place > 0) edges.push([node - place + Math.floor((place - 1) / 2), node])
  }
  return { size, edges }
}

/** One task, many that depend on it, and one that depends on all of these. */
export function fan(size: number): Shape {
  const edges: [number, number][] = []
  for (let node = 1; node < size - 1; node += 1) edges.push([0, node], [node, size - 1])
  return { size, edges }
}

/** Random dependencies on earlier tasks, near ones more often: edges of all lengths. */
export function tangle(size: number, density = 0.3, seed = 9): Shape {
  const random = randomNumbers(seed)
  const edges: [number, number][] = []
  for (let node = 1; node < size; node += 1) {
    const sources = new Set<number>()
    for (let nth = 0; nth < (random() < density ? 2 : 1); nth += 1) {
      sources.add(Math.max(0, node - 1 - Math.floor(random() * random() * 60)))
    }
    for (const source of sources) edges.push([source, node])
  }
  return { size, edges }
}

/** A chain of `size` tasks. */
export function chain(size: number): Shape {
  return { size, edges: Array.from({ length: size - 1 }, (_, node) => [node, node + 1] as const) }
}

/**
 * Like the packages of a lockfile: few roots need many, popular ones are needed by very many, and half of all need
 * nothing. What a package needs comes before it.
 */
export function lockfile(size: number): Shape {
  const random = randomNumbers(3)
  const edges: [number, number][] = []
  for (let node = Math.floor(size / 3); node < size; node += 1) {
    const count = 1 + Math.floor(random() * random() * 5)
    const sources = new Set<number>()
    for (let nth = 0; nth < count; nth += 1) {
      sources.add(Math.floor(random() < 0.4 ? random() ** 3 * node : node * (1 - random() ** 2 * 0.6)))
    }
    for (const source of sources) if (source < node) edges.push([source, node])
  }
  return { size, edges }
}

/** The shape as the columns that layouts take. */
export function columnsOf({ size, edges }: Shape) {
  return {
    size,
    sources: Int32Array.from(edges, ([source]) => source),
    targets: Int32Array.from(edges, ([, target]) => target),
  }
}
