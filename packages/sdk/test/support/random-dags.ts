import { allOf, anyOf, defineTask, itself, optional, someOf, type TaskNode } from '@taskloom/sdk'
import * as fc from 'fast-check'
import { z } from 'zod'

/** One kind of task with every kind of group, so that any graph can be made of it. */
export const Vertex = defineTask({
  name: 'vertex',
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

const groups = ['all', 'must', 'any', 'some', 'skipping', 'cancelling', 'failed', 'settled'] as const

type Group = (typeof groups)[number]

/** A vertex of a random graph: the distances back to what it depends on, and the group of each. */
export interface RandomVertex {
  readonly priority: 1 | 2 | 3
  readonly edges: readonly (readonly [distance: number, group: Group])[]
}

/** What is done to the graph, one after the other; the number says to which of the tasks that allow it. */
export type Step = readonly ['pop' | 'finish' | 'fail' | 'giveBack' | 'delete', number]

export const randomDag: fc.Arbitrary<readonly RandomVertex[]> = fc.array(
  fc.record({
    priority: fc.constantFrom(1 as const, 2 as const, 3 as const),
    edges: fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.constantFrom(...groups)), { maxLength: 5 }),
  }),
  { minLength: 1, maxLength: 14 },
)

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
export function nodesOf(dag: readonly RandomVertex[]): TaskNode<'vertex', number>[] {
  const nodes: TaskNode<'vertex', number>[] = []
  for (const [index, { priority, edges }] of dag.entries()) {
    const of = (group: Group): TaskNode<'vertex', number>[] => {
      const distances = edges.filter((edge) => edge[1] === group).map(([distance]) => distance)
      return [...new Set(distances)].flatMap((distance) => nodes[index - distance] ?? [])
    }
    const dependsOn = Object.fromEntries(groups.map((group) => [group, of(group)])) as Record<
      Group,
      TaskNode<'vertex', number>[]
    >
    nodes.push(Vertex(index, { priority, dependsOn }))
  }
  return nodes
}
