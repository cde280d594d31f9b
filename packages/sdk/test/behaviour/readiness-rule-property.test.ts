import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { DependencyTrigger, StoredGroup } from '../../src/document/dependency-group.ts'
import { dependencyTable, standingOf } from '../../src/document/dependency-rule.ts'
import { openStates, settledStates, type StoredState } from '../../src/document/states.ts'
import { judge } from '../../src/store/judge-wide.ts'
import { judgeReadiness } from '../../src/store/readiness.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { isSlow, testLoom } from '../support/test-loom.ts'

/** A task with the states of what it depends on, by group; null for a dependency that is not there. */
interface Case {
  readonly groups: readonly {
    readonly on: DependencyTrigger
    readonly optional: boolean
    readonly need: number
    readonly upstream: readonly (StoredState | null)[]
  }[]
}

const states: readonly StoredState[] = [...openStates, ...settledStates, 'DELETED']
const triggers = Object.keys(dependencyTable.FINISHED) as DependencyTrigger[]

const anyCase: fc.Arbitrary<Case> = fc.record({
  groups: fc.array(
    fc.record({
      on: fc.constantFrom(...triggers),
      optional: fc.boolean(),
      need: fc.integer({ min: 0, max: 4 }),
      upstream: fc.array(fc.constantFrom(...states, null), { maxLength: 5 }),
    }),
    { maxLength: 3 },
  ),
})

interface Stored {
  readonly _id: string
  readonly state?: string
  readonly groups?: readonly StoredGroup[]
  readonly dependencies?: readonly { group: string; id: string; dagId: string }[]
}

/** The documents of a case, and what the rule in TypeScript says of it. */
function store({ groups }: Case, index: number): { readonly documents: Stored[]; readonly said: object } {
  const edges = groups.flatMap(({ upstream }, group) =>
    upstream.map((state, place) => ({
      group: `g${group}`,
      id: `${index}/${group}/${place}`,
      dagId: 'd',
      state,
    })),
  )
  const task = {
    groups: groups.map(({ on, optional, need, upstream }, group): StoredGroup => ({
      name: `g${group}`,
      kind: 'some',
      need,
      count: upstream.length,
      on,
      optional,
      onImpossible: 'inherit',
    })),
    dependencies: edges.map(({ group, id, dagId }) => ({ group, id, dagId })),
  }
  const there = edges.flatMap(({ id, state }) => (state === null ? [] : [{ id, state }]))
  const standings = new Map(there.map(({ id, state }) => [id, standingOf(state)]))
  const { readiness, pending } = judge(task, standings)
  return {
    documents: [{ _id: `task ${index}`, ...task }, ...there.map(({ id, state }) => ({ _id: id, state }))],
    said: { _id: `task ${index}`, readiness, pending },
  }
}

test('readiness: the rule in TypeScript and the aggregation say the same of any groups in any states', async () => {
  const cases = fc.sample(anyCase, { numRuns: isSlow ? 200 : 2_000, seed: Date.now() % 2 ** 31 })
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const stored = cases.map(store)
  const collection = raw.db.collection<Stored>('cases')
  await collection.insertMany(stored.flatMap(({ documents }) => documents))
  const judged = await collection
    .aggregate([
      { $match: { groups: { $exists: true } } },
      ...judgeReadiness('cases', { keep: [] }),
      { $project: { readiness: 1, pending: 1 } },
    ])
    .toArray()
  const byId = new Map(judged.map((row) => [row['_id'], row]))
  for (const [index, { said }] of stored.entries())
    expect({ case: cases[index], said: byId.get(`task ${index}`) }).toEqual({ case: cases[index], said })
  const verdicts = new Set(judged.map((row): unknown => row['readiness']))
  expect(verdicts).toEqual(new Set(['ready', 'blocked', 'impossible']))
})
