import { allOf, anyOf, defineTask, direct, optional, someOf, type TaskNode } from '@taskloom/sdk'
import type { TestLoom } from '@taskloom/sdk/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { Download, Resize } from '../support/definitions.ts'
import { endSource, Source, sourceFor, type End } from '../support/ends.ts'
import { containing, having } from '../support/matchers.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'

const Kinds = {
  direct: defineTask({ name: 'direct', schema: z.null(), dependsOn: { it: direct(Source) } }),
  allOf: defineTask({ name: 'all-of', schema: z.null(), dependsOn: { them: allOf(Source) } }),
  anyOf: defineTask({ name: 'any-of', schema: z.null(), dependsOn: { them: anyOf(Source) } }),
  someOf: defineTask({ name: 'some-of', schema: z.null(), dependsOn: { them: someOf(2, Source) } }),
  optionalOne: defineTask({
    name: 'optional-one',
    schema: z.null(),
    dependsOn: { it: optional(direct(Source)) },
  }),
  optionalAll: defineTask({
    name: 'optional-all',
    schema: z.null(),
    dependsOn: { them: optional(allOf(Source)) },
  }),
  optionalAny: defineTask({
    name: 'optional-any',
    schema: z.null(),
    dependsOn: { them: optional(anyOf(Source)) },
  }),
  optionalSome: defineTask({
    name: 'optional-some',
    schema: z.null(),
    dependsOn: { them: optional(someOf(2, Source)) },
  }),
}

const resultOf = (label: number): string => `result of ${label}`

/**
 * What a task of each kind receives after its dependencies ended so, one after the other; a state where it
 * never runs; and after how many ends that is decided.
 */
const decisions: readonly (readonly [keyof typeof Kinds, readonly End[], unknown, number])[] = [
  ['direct', ['FINISHED'], { it: resultOf(0) }, 1],
  ['direct', ['FAILED'], 'FAILED', 1],
  ['allOf', ['FINISHED', 'FINISHED', 'FINISHED'], { them: [0, 1, 2].map(resultOf) }, 3],
  ['allOf', ['FINISHED', 'FAILED', 'FINISHED'], 'FAILED', 2],
  ['allOf', [], { them: [] }, 0],
  ['anyOf', ['FINISHED', 'FAILED'], { them: resultOf(0) }, 1],
  ['anyOf', ['FAILED', 'EXPIRED', 'FINISHED'], { them: resultOf(2) }, 3],
  ['anyOf', ['FAILED', 'CANCELLED'], 'FAILED', 2],
  ['anyOf', ['SKIPPED', 'CANCELLED'], 'CANCELLED', 2],
  ['anyOf', ['SKIPPED', 'SKIPPED'], 'SKIPPED', 2],
  ['someOf', ['FINISHED', 'FAILED', 'FINISHED'], { them: [0, 2].map(resultOf) }, 3],
  ['someOf', ['FINISHED', 'FINISHED', 'FAILED'], { them: [0, 1].map(resultOf) }, 2],
  ['someOf', ['FAILED', 'FINISHED', 'deleted', 'FINISHED'], { them: [1, 3].map(resultOf) }, 4],
  ['someOf', ['FAILED', 'FINISHED', 'FAILED'], 'FAILED', 3],
  ['optionalOne', ['FINISHED'], { it: resultOf(0) }, 1],
  ['optionalOne', ['FAILED'], { it: undefined }, 1],
  ['optionalOne', [], { it: undefined }, 0],
  ['optionalAll', ['FINISHED', 'FINISHED'], { them: [0, 1].map(resultOf) }, 2],
  ['optionalAll', ['FINISHED', 'SKIPPED'], { them: undefined }, 2],
  ['optionalAll', [], { them: [] }, 0],
  ['optionalAny', ['CANCELLED', 'FINISHED'], { them: resultOf(1) }, 2],
  ['optionalAny', ['CANCELLED', 'deleted'], { them: undefined }, 2],
  ['optionalAny', [], { them: undefined }, 0],
  ['optionalSome', ['FINISHED', 'FAILED'], { them: undefined }, 2],
  ['optionalSome', ['FINISHED'], { them: undefined }, 0],
]

test.each(decisions)(
  'dependencies: %s of %s gives %s after %d ends',
  async (...[kind, how, received, decidedAfter]) => {
    await using context = await testLoom()
    const { loom } = context
    const sources = how.map((end, index) => sourceFor(end, String(index)))
    const node = dependentOf(kind, sources)
    await loom.push([...sources, node])
    await context.untilResolved()
    let seen = await look(context, node)
    const history = [seen]
    for (const [index, end] of how.entries()) {
      await endSource(context, sources[index]!, end)
      seen = await look(context, node)
      history.push(seen)
    }
    expect(history.findIndex((one) => one !== 'dependencies')).toBe(decidedAfter)
    expect(new Set(history.slice(decidedAfter)).size).toBe(1)
    const task = await loom.pop(node.definition)
    expect(task === null ? seen : task.dependencies).toEqual(received)
  },
)

function dependentOf(kind: keyof typeof Kinds, sources: readonly TaskNode<'source', string>[]): TaskNode {
  const [it] = sources
  if (kind === 'direct') return Kinds.direct(null, { dependsOn: { it: it! } })
  if (kind === 'optionalOne') return Kinds.optionalOne(null, { dependsOn: { it } })
  return Kinds[kind](null, { dependsOn: { them: sources } })
}

/** What a task waits for, or how it ended. */
async function look({ loom }: TestLoom, node: TaskNode): Promise<string | undefined> {
  const task = await loom.get(node)
  return task?.waitingFor ?? task?.state
}

test('dependencies: optional groups that are left out do not hold a task up, and their values are undefined', async () => {
  await using context = await testLoom()
  const nodes = [
    Kinds.optionalOne(null),
    Kinds.optionalAll(null),
    Kinds.optionalAny(null),
    Kinds.optionalSome(null),
  ]
  await context.loom.push(nodes)
  const tasks = await context.loom.popMany(
    nodes.map(({ definition }) => definition),
    10,
  )
  expect(tasks.map(({ dependencies }) => dependencies)).toEqual([
    { it: undefined },
    { them: undefined },
    { them: undefined },
    { them: undefined },
  ])
})

const Mixed = defineTask({
  name: 'mixed',
  schema: z.null(),
  dependsOn: {
    first: direct(Download),
    sizes: allOf(Resize),
    mirror: anyOf(Download),
    votes: someOf(2, Source),
    extra: optional(direct(Source)),
    cleanUp: optional(direct(Source, { on: 'failure' })),
    done: allOf(Source, { on: 'settled' }),
  },
})

test('dependencies: groups of every kind on one task are all waited for, and all arrive typed', async () => {
  await using context = await testLoom()
  const { loom } = context
  const first = Download({ url: 'first' })
  const size = Resize({ width: 1 }, { dependsOn: { source: first } })
  const votes = (['FINISHED', 'FAILED', 'FINISHED'] as const).map((end, index) =>
    sourceFor(end, String(index)),
  )
  const [failing, expiring] = [sourceFor('FAILED', 'bad'), sourceFor('EXPIRED', 'late')]
  const node = Mixed(null, {
    dependsOn: {
      first,
      sizes: [size],
      mirror: [Download({ url: 'mirror' }), first],
      votes,
      extra: votes[1],
      cleanUp: failing,
      done: [votes[0]!, failing, expiring],
    },
  })
  await loom.push(node)

  const steps = [
    async () => (await loom.pop(Download))?.finish({ path: 'first' }),
    async () => (await loom.pop(Resize))?.finish({ path: 'small', width: 1 }),
    () => endSource(context, votes[0]!, 'FINISHED'),
    () => endSource(context, votes[1]!, 'FAILED'),
    () => endSource(context, failing, 'FAILED'),
    () => endSource(context, votes[2]!, 'FINISHED'),
    () => endSource(context, expiring, 'EXPIRED'),
  ]
  for (const step of steps) {
    expect(await loom.pop(Mixed)).toBeNull()
    await step()
    await context.untilResolved()
  }
  expect((await loom.pop(Mixed))?.dependencies).toEqual({
    first: { path: 'first' },
    sizes: [{ path: 'small', width: 1 }],
    mirror: { path: 'first' },
    votes: ['result of 0', 'result of 2'],
    extra: undefined,
    cleanUp: having({ id: failing.id, name: 'Error', message: 'error of bad' }),
    done: [
      { state: 'FINISHED', id: votes[0]!.id, result: 'result of 0' },
      { state: 'FAILED', id: failing.id, error: having({ message: 'error of bad' }) },
      { state: 'EXPIRED', id: expiring.id, error: having({ code: 'EXPIRED' }) },
    ],
  })
})

test('dependencies: with on "settled", each end arrives as itself', async () => {
  const Watch = defineTask({
    name: 'watch',
    schema: z.null(),
    dependsOn: { all: allOf(Source, { on: 'settled' }) },
  })
  await using context = await testLoom()
  const how: readonly End[] = ['FINISHED', 'FAILED', 'CANCELLED', 'SKIPPED', 'deleted', 'EXPIRED']
  const sources = how.map((end) => sourceFor(end))
  await context.loom.push(Watch(null, { dependsOn: { all: sources } }))
  for (const [index, end] of how.entries()) await endSource(context, sources[index]!, end)
  expect((await context.loom.pop(Watch))?.dependencies.all).toMatchObject([
    { state: 'FINISHED', result: 'result of FINISHED' },
    { state: 'FAILED', error: { message: 'error of FAILED', stack: containing('Error') } },
    { state: 'CANCELLED', id: sources[2]!.id },
    { state: 'SKIPPED', id: sources[3]!.id },
    { state: 'MISSING', id: sources[4]!.id },
    { state: 'EXPIRED', error: { code: 'EXPIRED' } },
  ])
})

test('dependencies: across DAGs, by node and by id, from another process as well', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const [source, second] = [Download({ url: 'a' }), Download({ url: 'b' })]
  const earlier = await context.loom.push([source, second])
  const byNode = Resize({ width: 1 }, { dependsOn: { source } })
  const byId = Resize({ width: 2 }, { dependsOn: { source: Download.id(source.id) } })
  const dags = [await context.loom.push(byNode), await other.loom.push(byId)]
  expect(new Set([earlier.id, ...dags.map(({ id }) => id)]).size).toBe(3)
  await (await other.loom.pop(Download))?.finish({ path: 'p' })
  await other.untilResolved()
  const popped = await context.loom.popMany(Resize, 5)
  expect(popped.map(({ dependencies }) => dependencies)).toEqual([
    { source: { path: 'p' } },
    { source: { path: 'p' } },
  ])
})

test('dependencies: what a later push depends on is kept as long as the push', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const source = Download({ url: 'x'.repeat(5_000) }, { expiresIn: '1h' })
  await context.loom.push(source)
  const image = Resize({ width: 1 }, { dependsOn: { source }, expiresIn: '10h' })
  await context.loom.push(image, { keepFor: '5h' })
  const { purgeAt, createdAt } = await raw.task(image.id)
  expect(purgeAt.getTime() - createdAt.getTime()).toBe(15 * 3_600_000)
  expect((await raw.task(source.id)).purgeAt).toEqual(purgeAt)
  expect((await raw.contents.findOne({ taskId: source.id }))?.purgeAt).toEqual(purgeAt)
  await context.loom.push(Resize({ width: 2 }, { dependsOn: { source }, expiresIn: '1m' }))
  expect((await raw.task(source.id)).purgeAt).toEqual(purgeAt)
})
