import type { TestLoom } from '@taskloom/sdk/testing'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { drain, randomCommands, type Real } from '../support/model/commands.ts'
import type { Model } from '../support/model/model.ts'
import { largerDag, nodesOf, vertexKind, type RandomVertex } from '../support/random-dags.ts'
import { rawDatabase, type RawDatabase } from '../support/raw-database.ts'
import { sizeFor } from '../support/sizes.ts'
import { testLoom } from '../support/test-loom.ts'
import { unrenewed } from '../support/unrenewed.ts'

/** In full a thousand, as each topology has half of them. */
const lives = sizeFor('lives of graphs', { full: 500, fast: 40, slow: 12 })

/** How many lives go on at the same time, in one loom: the more, the better its writes are gathered. */
const lanes = 10

let named = 0

interface Place {
  readonly context: TestLoom
  readonly raw: RawDatabase
}

async function live(
  { context, raw }: Place,
  vertices: readonly RandomVertex[],
  commands: Iterable<fc.AsyncCommand<Model, Real>>,
): Promise<void> {
  const kind = vertexKind(`vertex-${(named += 1)}`)
  const model: Model = { vertices, tasks: [], isRefused: false }
  const real: Real = { context, raw, kind, nodes: nodesOf(vertices, kind), claims: [] }
  await fc.asyncModelRun(() => ({ model, real }), commands)
  await drain(model, real)
  await raw.tasks.deleteMany({ name: kind.name })
}

/** A lane that sweeps must not go on before what another lane's sweep has found is resolved. */
function sweepingInTurn(context: TestLoom): TestLoom {
  let last = Promise.resolve()
  const sweep = (): Promise<void> => {
    last = last.then(() => context.sweep())
    return last
  }
  return { ...context, sweep }
}

test('model: whatever is done to a graph, the database says what the rules say', async () => {
  // Nothing is lost but what the test loses: beside nine others, a life may last longer than a lease.
  await using context = await testLoom({ times: { ...unrenewed.times, lease: '1h' } })
  await using raw = await rawDatabase(context)
  const seed = Number(process.env['TASKLOOM_SEED'] ?? Date.now() % 1_000_000_000)
  const place = { context: sweepingInTurn(context), raw }
  const property = fc.asyncProperty(largerDag, randomCommands, (dag, commands) => live(place, dag, commands))
  const checks = Array.from({ length: lanes }, async (_, lane) => {
    const run = await fc.check(property, {
      seed: seed + lane,
      numRuns: Math.ceil(lives / lanes),
      timeout: 120_000,
      endOnFailure: true,
      includeErrorInReport: true,
    })
    return fc.asyncDefaultReportMessage(run)
  })
  expect((await Promise.all(checks)).filter((report) => report !== undefined)).toEqual([])
})
