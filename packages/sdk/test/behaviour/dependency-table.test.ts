import { allOf, defineTask, direct, type TaskState } from '@taskloom/sdk'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { ends, endSource, Source, sourceFor, type End } from '../support/ends.ts'
import { testLoom } from '../support/test-loom.ts'

const triggers = ['success', 'failure', 'settled'] as const
const policies = ['inherit', 'fail', 'cancel', 'skip'] as const

type Trigger = (typeof triggers)[number]

/** What becomes of a task by its policy, in the order of `policies`; `runs` where the dependency fits. */
type Row = 'runs' | readonly [inherit: TaskState, fail: TaskState, cancel: TaskState, skip: TaskState]

const upstreamFailed: Row = ['FAILED', 'FAILED', 'CANCELLED', 'SKIPPED']
const cancelled: Row = ['CANCELLED', 'FAILED', 'CANCELLED', 'SKIPPED']
const skipped: Row = ['SKIPPED', 'FAILED', 'CANCELLED', 'SKIPPED']

/** The dependency table of the protocol, with what each policy makes of a miss. */
const table: Readonly<Record<End, Readonly<Record<Trigger, Row>>>> = {
  FINISHED: { success: 'runs', failure: skipped, settled: 'runs' },
  FAILED: { success: upstreamFailed, failure: 'runs', settled: 'runs' },
  EXPIRED: { success: upstreamFailed, failure: 'runs', settled: 'runs' },
  CANCELLED: { success: cancelled, failure: skipped, settled: 'runs' },
  SKIPPED: { success: skipped, failure: skipped, settled: 'runs' },
  deleted: { success: upstreamFailed, failure: skipped, settled: 'runs' },
}

/** One dependent for every trigger and policy. */
const dependents = triggers.flatMap((on) =>
  policies.map((onImpossible) => ({
    on,
    onImpossible,
    Dependent: defineTask({
      name: `on-${on}-${onImpossible}`,
      schema: z.null(),
      dependsOn: { source: direct(Source, { on, onImpossible }) },
    }),
  })),
)

test.each(ends)('dependencies: the row of the table for one that ended as %s', async (end) => {
  await using context = await testLoom()
  const { loom } = context
  const source = sourceFor(end)
  await loom.push(source)
  const pushed = dependents.map(({ on, onImpossible, Dependent }) => ({
    on,
    onImpossible,
    Dependent,
    node: Dependent(null, { dependsOn: { source } }),
  }))
  await loom.push(pushed.map(({ node }) => node))
  for (const { node } of pushed) expect(await loom.get(node)).toMatchObject({ waitingFor: 'dependencies' })
  await endSource(context, source, end)

  for (const { on, onImpossible, node, Dependent } of pushed) {
    const cell = table[end][on]
    const popped = await loom.pop(Dependent)
    const { state } = (await loom.get(node)) ?? {}
    expect([on, onImpossible, popped === null ? state : 'runs']).toEqual([
      on,
      onImpossible,
      cell === 'runs' ? 'runs' : cell[policies.indexOf(onImpossible)],
    ])
  }
})

const stillThere = ends.filter((end) => end !== 'deleted')

test.each(stillThere)('dependencies: one that ended as %s before the push counts the same', async (end) => {
  await using context = await testLoom()
  const { loom } = context
  const source = sourceFor(end)
  await loom.push(source, { keepFor: '24h' })
  await endSource(context, source, end)
  const nodes = dependents.map(({ Dependent }) =>
    Dependent(null, { dependsOn: { source: Source.id(source.id) } }),
  )
  // One alone takes the way of a single insert, the others that of a staged push.
  const [first, ...others] = nodes
  await loom.push(first!)
  await loom.push(others)
  await context.untilResolved()
  for (const [index, { on, onImpossible }] of dependents.entries()) {
    const cell = table[end][on]
    const state = cell === 'runs' ? { waitingFor: 'worker' } : { state: cell[policies.indexOf(onImpossible)] }
    expect([on, onImpossible, await loom.get(nodes[index]!)]).toMatchObject([on, onImpossible, state])
  }
})

/** What ends first, second, …; the state of a task that needs all of them; the outcome of its DAG. */
const outcomes: readonly (readonly [readonly End[], TaskState, 'FINISHED' | 'FAILED' | 'CANCELLED'])[] = [
  [['FINISHED', 'FINISHED'], 'FINISHED', 'FINISHED'],
  [['FINISHED', 'FAILED'], 'FAILED', 'FAILED'],
  [['FINISHED', 'EXPIRED'], 'FAILED', 'FAILED'],
  [['FINISHED', 'deleted'], 'FAILED', 'FAILED'],
  [['FINISHED', 'CANCELLED'], 'CANCELLED', 'CANCELLED'],
  [['FINISHED', 'SKIPPED'], 'SKIPPED', 'FINISHED'],
]

const Join = defineTask({ name: 'join', schema: z.null(), dependsOn: { all: allOf(Source) } })

test.each(outcomes)(
  'dependencies: a DAG of which one part ended as %s: join %s, outcome %s',
  async (how, state, outcome) => {
    await using context = await testLoom()
    const { loom } = context
    const sources = how.map((end, index) => sourceFor(end, String(index)))
    await loom.push(sources)
    const [before, after] = [
      Join(null, { dependsOn: { all: sources } }),
      Join(null, { dependsOn: { all: [] } }),
    ]
    const dag = await loom.push([before, after])
    for (const [index, end] of how.entries()) await endSource(context, sources[index]!, end)
    for (const task of await loom.popMany(Join, 2)) await task.finish(undefined)
    await context.untilResolved()
    expect(await loom.get(before)).toMatchObject({ state })
    expect(await dag.finished()).toMatchObject({ outcome })
  },
)
