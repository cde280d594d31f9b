import { allOf, anyOf, defineTask, direct, optional, type TaskNode } from '@taskloom/sdk'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { Download, Resize, Step } from '../support/definitions.ts'
import { containing } from '../support/matchers.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { sizeFor } from '../support/sizes.ts'
import { testLoom } from '../support/test-loom.ts'

type StepNode = TaskNode<'step', string>

function step(label: string, before: readonly StepNode[] = []): StepNode {
  return Step({ label }, { dependsOn: { before } })
}

test('failure: everything below settles at once, down the graph, with the root cause and the error in between', async () => {
  await using context = await testLoom()
  const { loom } = context
  const root = step('root')
  const [left, right] = [step('left', [root]), step('right', [root])]
  const bottom = step('bottom', [left, right])
  const aside = step('aside')
  const dag = await loom.push([bottom, aside])
  const tasks = await loom.popMany(Step, 5)
  await tasks.find(({ id }) => id === root.id)?.fail(new Error('disk full'))
  await context.untilResolved()

  expect(await loom.get(root)).toMatchObject({ state: 'FAILED', error: { message: 'disk full' } })
  for (const [node, culprit] of [
    [left, root],
    [right, root],
    [bottom, left],
  ] as const) {
    expect(await loom.get(node)).toMatchObject({
      state: 'FAILED',
      rootCause: root.id,
      attempt: 0,
      error: { code: 'UPSTREAM_FAILED', message: containing(`\`step\` (${culprit.id}) failed`) },
    })
  }
  expect(await dag.counts()).toMatchObject({ FAILED: 4, RUNNING: 1 })
  await tasks.find(({ id }) => id === aside.id)?.finish('done')
  expect(await dag.finished()).toMatchObject({ outcome: 'FAILED', counts: { FAILED: 4, FINISHED: 1 } })
})

test('failure: a chain of a thousand settles to its end', async () => {
  const depth = sizeFor('a failing chain', { full: 1_000, fast: 400, slow: 150 })
  await using context = await testLoom()
  const first = step('0')
  let last = first
  for (let index = 1; index < depth; index += 1) last = step(String(index), [last])
  const dag = await context.loom.push(last)
  await (await context.loom.pop(Step))?.fail(new Error('no'))
  expect(await dag.finished()).toMatchObject({ outcome: 'FAILED', counts: { FAILED: depth } })
  expect(await context.loom.get(last)).toMatchObject({ state: 'FAILED', rootCause: first.id })
})

test('failure: one task with a thousand dependents settles them all', async () => {
  const width = sizeFor('a failing fan-out', { full: 1_000, fast: 500, slow: 300 })
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const root = step('root')
  const dag = await context.loom.push(
    Array.from({ length: width }, (_, index) => step(String(index), [root])),
  )
  await (await context.loom.pop(Step))?.fail(new Error('no'))
  expect(await dag.finished()).toMatchObject({ counts: { FAILED: width + 1 } })
  await context.untilResolved()
  expect(await raw.tasks.countDocuments({ $or: [{ unresolved: { $exists: true } }, { open: true }] })).toBe(0)
})

test('failure: a diamond below a shared task is settled once, and a sibling that still runs is left alone', async () => {
  await using context = await testLoom()
  const { loom } = context
  const shared = Download({ url: 'a' })
  const images = [1, 2, 3].map((width) => Resize({ width }, { dependsOn: { source: shared } }))
  await loom.push(images)
  await (await loom.pop(Download))?.finish({ path: 'p' })
  await context.untilResolved()
  const Album = defineTask({ name: 'album', schema: z.null(), dependsOn: { images: allOf(Resize) } })
  const album = Album(null, { dependsOn: { images } })
  await loom.push(album)
  const [first, second, third] = await loom.popMany(Resize, 3)
  await first?.finish({ path: 'q', width: 1 })
  await second?.fail(new Error('no'))
  await context.untilResolved()
  expect(await loom.get(album)).toMatchObject({ state: 'FAILED', rootCause: images[1]!.id })
  expect(await loom.get(images[2]!)).toMatchObject({ state: 'RUNNING' })
  await third?.finish({ path: 'q', width: 3 })
  await context.untilResolved()
  expect(await loom.get(album)).toMatchObject({ state: 'FAILED' })
})

test('failure: it goes over the borders of DAGs, and each DAG has its own outcome', async () => {
  await using context = await testLoom()
  const { loom } = context
  const source = Download({ url: 'a' })
  const first = await loom.push([source, Download({ url: 'b' })])
  const image = Resize({ width: 1 }, { dependsOn: { source } })
  const second = await loom.push([image, step('aside')])
  const [bad, good] = await loom.popMany(Download, 2)
  await good?.finish({ path: 'p' })
  await bad?.fail(new Error('no'))
  await (await loom.pop(Step))?.finish('done')
  expect(await first.finished()).toMatchObject({ outcome: 'FAILED', counts: { FAILED: 1, FINISHED: 1 } })
  expect(await second.finished()).toMatchObject({ outcome: 'FAILED', counts: { FAILED: 1, FINISHED: 1 } })
})

const Bad = defineTask({ name: 'bad', schema: z.string() })

/** A task with three groups, of which some fail, with these policies. */
function policies(one: 'fail' | 'cancel' | 'skip', two: 'fail' | 'cancel' | 'skip') {
  return defineTask({
    name: `${one}-${two}`,
    schema: z.null(),
    dependsOn: {
      one: direct(Bad, { onImpossible: one }),
      two: direct(Bad, { onImpossible: two }),
      waiting: optional(anyOf(Bad)),
    },
  })
}

test.each([
  ['fail', 'cancel', 'FAILED', 'one'],
  ['cancel', 'fail', 'FAILED', 'two'],
  ['cancel', 'skip', 'CANCELLED', 'one'],
  ['skip', 'cancel', 'CANCELLED', 'two'],
  ['skip', 'fail', 'FAILED', 'two'],
  ['skip', 'skip', 'SKIPPED', 'one'],
] as const)(
  'failure: of two impossible groups, %s and %s, the graver decides: %s',
  async (...[one, two, state, decisive]) => {
    await using context = await testLoom()
    await using raw = await rawDatabase(context)
    const Both = policies(one, two)
    const causes = { one: Bad('one'), two: Bad('two') }
    await context.loom.push([causes.one, causes.two])
    // Both have failed before the task is looked at for the first time.
    for (const task of await context.loom.popMany(Bad, 2)) await task.fail(new Error(task.payload))
    await context.untilResolved()
    const node = Both(null, { dependsOn: causes })
    await context.loom.push(node)
    await context.untilResolved()
    expect(await context.loom.get(node)).toMatchObject({ state, rootCause: causes[decisive].id })
    expect(await raw.task(node.id)).not.toHaveProperty('blocked')
  },
)

test('failure: within one group, a failure decides before a skip, whichever was declared first', async () => {
  const Skipped = defineTask({
    name: 'skipped-or-not',
    schema: z.null(),
    dependsOn: { cause: optional(direct(Bad)), guard: allOf(Bad, { onImpossible: 'skip' }) },
  })
  const Join = defineTask({ name: 'join', schema: z.null(), dependsOn: { all: anyOf(Skipped) } })
  await using context = await testLoom()
  const { loom } = context
  const bad = Bad('bad')
  const skipped = Skipped(null, { dependsOn: { guard: [bad] } })
  const failing = Skipped(null, { dependsOn: { guard: [] } })
  const join = Join(null, { dependsOn: { all: [skipped, failing] } })
  const dag = await loom.push(join)
  await (await loom.pop(Skipped))?.fail(new Error('no'))
  await (await loom.pop(Bad))?.fail(new Error('no'))
  await context.untilResolved()
  expect(await loom.get(skipped)).toMatchObject({ state: 'SKIPPED', rootCause: bad.id })
  expect(await loom.get(join)).toMatchObject({ state: 'FAILED', rootCause: failing.id })
  expect(await dag.finished()).toMatchObject({ outcome: 'FAILED', counts: { FAILED: 3, SKIPPED: 1 } })
})

test('failure: a clean-up that is not needed is skipped and does not spoil a good run', async () => {
  const CleanUp = defineTask({
    name: 'clean-up',
    schema: z.null(),
    dependsOn: { failed: anyOf(Bad, { on: 'failure' }) },
  })
  await using context = await testLoom()
  const { loom } = context
  const work = [Bad('a'), Bad('b')]
  const dag = await loom.push(CleanUp(null, { dependsOn: { failed: work } }))
  for (const task of await loom.popMany(Bad, 2)) await task.finish(undefined)
  expect(await dag.finished()).toMatchObject({ outcome: 'FINISHED', counts: { FINISHED: 2, SKIPPED: 1 } })

  const failing = [Bad('c'), Bad('d')]
  const again = await loom.push(CleanUp(null, { dependsOn: { failed: failing } }))
  const [first, second] = await loom.popMany(Bad, 2)
  await first?.fail(new Error('broken'))
  await context.untilResolved()
  const cleanUp = await loom.pop(CleanUp)
  expect(cleanUp?.dependencies.failed).toMatchObject({ id: failing[0]!.id, message: 'broken' })
  await cleanUp?.finish(undefined)
  await second?.finish(undefined)
  expect(await again.finished()).toMatchObject({ outcome: 'FAILED', counts: { FAILED: 1, FINISHED: 2 } })
})

test('failure: nothing stays CREATED for ever, also when the process that failed a task died at once', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const root = step('root')
  const [middle, bottom] = [step('middle', [root]), step('bottom')]
  const last = step('last', [middle, bottom])
  await context.loom.push(last)
  // What a process leaves behind that died right after its settle.
  await raw.tasks.updateOne(
    { _id: root.id },
    {
      $set: {
        state: 'FAILED',
        unresolved: 'by a dead process',
        flaggedAt: new Date(0),
        settledAt: new Date(),
      },
      $unset: { ready: '', open: '' },
    },
  )
  await context.sweep()
  expect(await context.loom.get(last)).toMatchObject({ state: 'FAILED', rootCause: root.id })
  expect(await context.loom.healed()).toBeGreaterThan(0)
})
