import { allOf, anyOf, defineTask, someOf, type ClaimedTaskOf } from '@taskloom/sdk'
import type { TestLoom } from '@taskloom/sdk/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { endSource, Source, sourceFor, type End } from '../support/ends.ts'
import { having } from '../support/matchers.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'
import { before } from '../support/write-point.ts'

const Pick = defineTask({
  name: 'pick',
  schema: z.null(),
  dependsOn: { any: anyOf(Source), some: someOf(2, Source), seen: anyOf(Source, { on: 'settled' }) },
})

const expected = { any: 'result of 2', some: ['result of 2', 'result of 3'], seen: { state: 'FAILED' } }

/** Pushes a task that picks from four sources, of which the last two finish; the others end later. */
async function pushPick(
  context: TestLoom,
): Promise<{ readonly endRest: () => Promise<void>; readonly id: string }> {
  const how: readonly End[] = ['FINISHED', 'FAILED', 'FINISHED', 'FINISHED']
  const sources = how.map((end, index) => sourceFor(end, String(index)))
  const node = Pick(null, { dependsOn: { any: sources, some: sources, seen: sources.slice(1) } })
  await context.loom.push(node)
  for (const index of [3, 2, 1]) await endSource(context, sources[index]!, how[index]!)
  return { endRest: () => endSource(context, sources[0]!, 'FINISHED'), id: node.id }
}

function given(task: ClaimedTaskOf<typeof Pick> | null): unknown {
  return { attempt: task?.attempt, ...task?.dependencies }
}

test('dependencies: the winners of anyOf and someOf are the first that fit, in the order of declaration', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { id } = await pushPick(context)
  expect(given(await context.loom.pop(Pick))).toMatchObject({ attempt: 1, ...expected })
  const { dependencies, winners } = await raw.task(id)
  const ids = dependencies.filter(({ group }) => group === 'any').map((dependency) => dependency.id)
  expect(winners).toEqual({ any: [ids[2]], some: [ids[2], ids[3]], seen: [ids[1]] })
})

test('dependencies: every attempt sees the winners of the first, also when better ones finished meanwhile', async () => {
  await using context = await testLoom()
  const { endRest } = await pushPick(context)
  const first = await context.loom.pop(Pick)
  expect(given(first)).toMatchObject({ attempt: 1, ...expected })
  await endRest()
  // The lease runs out, so that the next claim is another attempt.
  await context.advance('1h')
  await context.sweep()
  expect(given(await context.loom.pop(Pick))).toMatchObject({ attempt: 2, ...expected })
})

test('dependencies: a task that was given back keeps its winners for the next claim', async () => {
  await using context = await testLoom()
  const { endRest } = await pushPick(context)
  {
    await using task = await context.loom.pop(Pick)
    expect(given(task)).toMatchObject({ attempt: 1, ...expected })
  }
  await endRest()
  expect(given(await context.loom.pop(Pick))).toMatchObject({ attempt: 1, ...expected })
})

test('dependencies: a winner that was deleted between two attempts is replaced by one that fits', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { endRest, id } = await pushPick(context)
  expect(given(await context.loom.pop(Pick))).toMatchObject({ attempt: 1, ...expected })
  await endRest()
  await context.loom.delete((await raw.task(id)).winners!['any']![0]!)
  await context.advance('1h')
  await context.sweep()
  expect(given(await context.loom.pop(Pick))).toMatchObject({
    attempt: 2,
    any: 'result of 0',
    some: ['result of 0', 'result of 3'],
  })
})

test('dependencies: what replaced a deleted winner stays, and so do the winners of other groups', async () => {
  const Choose = defineTask({
    name: 'choose',
    schema: z.null(),
    dependsOn: { any: anyOf(Source), other: anyOf(Source) },
  })
  await using context = await testLoom()
  const [best, good, deleted, last] = [0, 1, 2, 3].map((label) => sourceFor('FINISHED', String(label)))
  const dependsOn = { any: [best!, good!, deleted!], other: [best!, good!, last!] }
  await context.loom.push(Choose(null, { dependsOn }))
  const nextAttempt = async (): Promise<unknown> => {
    await context.advance('1h')
    await context.sweep()
    const task = await context.loom.pop(Choose)
    return { attempt: task?.attempt, ...task?.dependencies }
  }
  await endSource(context, deleted!, 'FINISHED')
  await endSource(context, last!, 'FINISHED')
  expect(await nextAttempt()).toEqual({ attempt: 1, any: 'result of 2', other: 'result of 3' })
  await endSource(context, good!, 'FINISHED')
  await context.loom.delete(deleted!)
  expect(await nextAttempt()).toEqual({ attempt: 2, any: 'result of 1', other: 'result of 3' })
  await endSource(context, best!, 'FINISHED')
  expect(await nextAttempt()).toEqual({ attempt: 3, any: 'result of 1', other: 'result of 3' })
})

test('dependencies: a claim that lost its task does not decide the winners of the next one', async () => {
  await using context = await testLoom()
  const { endRest } = await pushPick(context)
  let second: ClaimedTaskOf<typeof Pick> | null = null
  {
    using _late = before('claim.winners', async () => {
      await endRest()
      await context.advance('1h')
      await context.sweep()
      second = await context.loom.pop(Pick)
    })
    await context.loom.pop(Pick)
  }
  // The second claim was made after source 0 had finished, so it decides for that one.
  expect(given(second)).toMatchObject({
    attempt: 2,
    any: 'result of 0',
    some: ['result of 0', 'result of 2'],
  })
  await context.advance('1h')
  await context.sweep()
  expect(given(await context.loom.pop(Pick))).toMatchObject({
    attempt: 3,
    any: 'result of 0',
    some: ['result of 0', 'result of 2'],
  })
})

test('dependencies: a dependency that is deleted between the readiness and the claim ends its dependent', async () => {
  const Join = defineTask({ name: 'join', schema: z.null(), dependsOn: { all: allOf(Source) } })
  await using context = await testLoom()
  const source = sourceFor('FINISHED')
  const node = Join(null, { dependsOn: { all: [source] } })
  await context.loom.push(node)
  await endSource(context, source, 'FINISHED')
  expect(await context.loom.get(node)).toMatchObject({ waitingFor: 'worker' })
  await context.loom.delete(source)
  expect(await context.loom.pop(Join)).toBeNull()
  await context.untilResolved()
  expect(await context.loom.get(node)).toMatchObject({ state: 'FAILED', rootCause: source.id })
})

test('dependencies: one that is deleted during the claim never reaches the handler as a result', async () => {
  const Join = defineTask({ name: 'join', schema: z.null(), dependsOn: { all: allOf(Source) } })
  await using context = await testLoom()
  const source = sourceFor('FINISHED')
  const node = Join(null, { dependsOn: { all: [source] } })
  await context.loom.push(node)
  await endSource(context, source, 'FINISHED')
  using _deleted = before('claim.write', () => context.loom.delete(source))
  expect(await context.loom.pop(Join)).toBeNull()
  await context.untilResolved()
  expect(await context.loom.get(node)).toMatchObject({
    state: 'FAILED',
    error: having({ name: 'UpstreamFailed' }),
  })
})
