/** A node of a graph, as far as its order matters: its id and the ids that come before it. */
export interface Vertex {
  readonly id: string
  readonly dependencies: readonly { readonly id: string }[]
}

/**
 * Finds a cycle, as the ids along it with the first one repeated at the end, or `undefined` where there is
 * none. Ids that are not among the vertices are taken for tasks that exist already.
 */
export function findCycle(vertices: readonly Vertex[]): string[] | undefined {
  const byId = new Map(vertices.map((vertex) => [vertex.id, vertex]))
  const done = new Set<string>()
  for (const start of vertices) {
    const cycle = walk(start, byId, done)
    if (cycle !== undefined) return cycle
  }
  return undefined
}

/** A depth-first walk with its own stack: a chain of 50,000 must pass. */
function walk(start: Vertex, byId: ReadonlyMap<string, Vertex>, done: Set<string>): string[] | undefined {
  const path: { vertex: Vertex; next: number }[] = []
  const onPath = new Set<string>()
  const enter = (vertex: Vertex): void => {
    path.push({ vertex, next: 0 })
    onPath.add(vertex.id)
  }
  if (!done.has(start.id)) enter(start)
  for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
    const dependency = step.vertex.dependencies[step.next]
    step.next += 1
    if (dependency === undefined) {
      done.add(step.vertex.id)
      onPath.delete(step.vertex.id)
      path.pop()
    } else if (onPath.has(dependency.id)) {
      const ids = path.map(({ vertex }) => vertex.id)
      return [...ids.slice(ids.indexOf(dependency.id)), dependency.id]
    } else if (!done.has(dependency.id)) {
      const vertex = byId.get(dependency.id)
      if (vertex !== undefined) enter(vertex)
    }
  }
  return undefined
}
