import { allOf, anyOf, defineTask, itself, optional, someOf, type TaskNode } from '@taskloom/sdk'
import * as fc from 'fast-check'
import { z } from 'zod'

/** One kind of task with every kind of group, so that any graph can be made of it; each life may have its own. */
export function vertexKind(name: string) {
  return defineTask({
    name,
    schema: z.number(),
    result: z.number(),
    dependsOn: {
      all: optional(allOf(itself, { onImpossible: 'fail' })),
      must: allOf(itself),
      any: optional(anyOf(itself)),
      some: optional(someOf(2, itself)),
      skipping: allOf(itself, { onImpossible: 'skip' }),
      cancelling: allOf(itself, { onImpossible: 'cancel' }),
      failed: optional(anyOf(itself, { on: 'failure' })),
      settled: allOf(itself, { on: 'settled' }),
    },
  })
}

export type VertexKind = ReturnType<typeof vertexKind>

export const Vertex: VertexKind = vertexKind('vertex')

const groups = ['all', 'must', 'any', 'some', 'skipping', 'cancelling', 'failed', 'settled'] as const

export type Group = (typeof groups)[number]

/** A vertex of a random graph: the distances back to what it depends on, and the group of each. */
export interface RandomVertex {
  readonly priority: 1 | 2 | 3
  readonly edges: readonly (readonly [distance: number, group: Group])[]
}

/** What is done to the graph, one after the other; the number says to which of the tasks that allow it. */
export type Step = readonly ['pop' | 'finish' | 'fail' | 'giveBack' | 'delete', number]

const vertex: fc.Arbitrary<RandomVertex> = fc.record({
  priority: fc.constantFrom(1 as const, 2 as const, 3 as const),
  edges: fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.constantFrom(...groups)), { maxLength: 5 }),
})

export const randomDag: fc.Arbitrary<readonly RandomVertex[]> = fc.array(vertex, {
  minLength: 1,
  maxLength: 14,
})

/** Graphs in which much happens: never very small ones. */
export const largerDag: fc.Arbitrary<readonly RandomVertex[]> = fc.array(vertex, {
  minLength: 6,
  maxLength: 14,
  size: 'max',
})

export const randomSteps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.tuple(
    fc.oneof(
      { weight: 8, arbitrary: fc.constant('pop' as const) },
      { weight: 6, arbitrary: fc.constant('finish' as const) },
      { weight: 3, arbitrary: fc.constant('fail' as const) },
      { weight: 1, arbitrary: fc.constant('giveBack' as const) },
      { weight: 1, arbitrary: fc.constant('delete' as const) },
    ),
    fc.nat(100),
  ),
  { minLength: 5, maxLength: 40 },
)

/** Makes the nodes of a graph; edges that point before its beginning are left out. */
export function nodesOf(dag: readonly RandomVertex[], kind: VertexKind = Vertex): VertexNode[] {
  const nodes: VertexNode[] = []
  for (const [index, vertex] of dag.entries()) {
    const before = dependenciesOf(vertex, index)
    const dependsOn = Object.fromEntries(
      groups.map((group) => [group, before[group].map((place) => nodes[place]!)]),
    ) as Record<Group, VertexNode[]>
    nodes.push(kind(index, { priority: vertex.priority, dependsOn }))
  }
  return nodes
}

type VertexNode = TaskNode<string, number>

/** The places of the vertices that one waits for, by group. */
export function dependenciesOf({ edges }: RandomVertex, index: number): Record<Group, number[]> {
  const places = (group: Group): number[] => [
    ...new Set(edges.filter((edge) => edge[1] === group).map(([distance]) => index - distance)),
  ]
  return Object.fromEntries(
    groups.map((group) => [group, places(group).filter((place) => place >= 0)]),
  ) as Record<Group, number[]>
}
