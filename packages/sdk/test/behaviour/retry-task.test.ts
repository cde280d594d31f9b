import { allOf, defineTask, direct, itself } from '@taskloom/sdk'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { Download, Gallery, Resize, Step } from '../support/definitions.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { failReady, finishSteps, standings, step } from '../support/steps.ts'
import { testLoom } from '../support/test-loom.ts'

const Rescue = defineTask({
  name: 'rescue',
  schema: z.object({}),
  dependsOn: { after: direct(Download, { on: 'failure' }) },
})

const Report = defineTask({
  name: 'report',
  schema: z.object({}),
  dependsOn: { after: direct(Download, { on: 'settled' }) },
})

test('retry: a failed task runs again, with everything that failed because of it, near and far', async () => {
  await using context = await testLoom()
  const { loom } = context
  const first = step('first')
  const second = step('second', first)
  const third = step('third', second)
  const dag = await loom.push(third)
  await failReady(context, Step)
  expect(await dag.finished()).toMatchObject({ outcome: 'FAILED', counts: { FAILED: 3 } })

  expect(await loom.retry(first)).toBe(3)
  expect(await standings(context, [first, second, third])).toEqual(['worker', 'dependencies', 'dependencies'])
  for (const node of [first, second, third]) {
    const task = await loom.pop(Step)
    expect(task).toMatchObject({ id: node.id, attempt: 1 })
    await task?.finish('done')
    await context.untilResolved()
  }
  expect(await dag.finished()).toMatchObject({ outcome: 'FINISHED', counts: { FINISHED: 3, FAILED: 0 } })
})

test('retry: nothing is left of how the task had ended', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const node = Download({ url: 'a' }, { retry: { attempts: 2, delay: 0 }, expiresIn: '1h' })
  await loom.push(node)
  await (await loom.pop(Download))?.fail(new Error('first'))
  await context.waitFor(node, 'CREATED')
  await context.sweep()
  const last = await loom.pop(Download)
  last?.progress(0.5)
  await last?.fail(new Error('second'))
  await context.untilResolved()
  const before = await raw.task(node.id)
  expect(before).toMatchObject({ state: 'FAILED', attempt: 2 })

  await loom.retry(node)
  const after = await raw.task(node.id)
  expect(Object.keys(after).toSorted()).toEqual(
    [
      '_id',
      'attempt',
      'createdAt',
      'dagId',
      'dependencies',
      'expiresAt',
      'groups',
      'holds',
      'name',
      'open',
      'ordinal',
      'payload',
      'payloadIn',
      'priority',
      'purgeAt',
      'pushId',
      'ready',
      'recoveries',
      'resetAt',
      'retry',
      'revision',
      'state',
      'updatedAt',
    ].toSorted(),
  )
  expect(after).toMatchObject({
    state: 'CREATED',
    attempt: 0,
    recoveries: 0,
    ordinal: before.ordinal,
    holds: [],
  })
  expect(after.revision).toBeGreaterThan(before.revision)
})

test('retry: the time to live begins anew, and what the task depends on lives as long', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const source = Download({ url: 'a' }, { expiresIn: '4h' })
  await loom.push(source)
  await (await loom.pop(Download))?.finish({ path: 'x'.repeat(5_000) })
  await context.untilResolved()
  const resize = Resize({ width: 1 }, { dependsOn: { source: Download.id(source.id) }, expiresIn: '4h' })
  await loom.push(resize)
  await context.untilResolved()
  await (await loom.pop(Resize))?.fail(new Error('no'))
  await context.advance('3h')
  await loom.retry(resize)
  for (const hours of [4, 4]) {
    const { expiresAt, resetAt, purgeAt } = await raw.task(resize.id)
    const whole = hours * 3_600_000
    expect(Math.abs(expiresAt.getTime() - (resetAt?.getTime() ?? 0) - whole)).toBeLessThan(1_000)
    expect(purgeAt.getTime()).toBeGreaterThanOrEqual(expiresAt.getTime() - 1_000)
    expect((await raw.task(source.id)).purgeAt.getTime()).toBeGreaterThanOrEqual(expiresAt.getTime() - 1_000)
    for (const content of await raw.contents.find().toArray())
      expect(content.purgeAt.getTime()).toBeGreaterThanOrEqual(expiresAt.getTime() - 1_000)
    await (await loom.pop(Resize))?.fail(new Error('again'))
    await context.advance('1h')
    await loom.retry(resize)
  }
})

test('retry: dependents in other DAGs come along, and their DAGs are open again', async () => {
  await using context = await testLoom()
  const { loom } = context
  const source = Download({ url: 'a' })
  await loom.push(source)
  const elsewhere = Resize({ width: 1 }, { dependsOn: { source: Download.id(source.id) } })
  const gallery = Gallery(
    { title: 'a' },
    { dependsOn: { images: [elsewhere], mirror: [Download.id(source.id)] } },
  )
  const dag = await loom.push(gallery)
  await failReady(context, Download)
  expect(await dag.finished()).toMatchObject({ outcome: 'FAILED' })

  expect(await loom.retry(source)).toBe(3)
  expect(await standings(context, [source, elsewhere, gallery])).toEqual([
    'worker',
    'dependencies',
    'dependencies',
  ])
  await (await loom.pop(Download))?.finish({ path: 'a' })
  await context.untilResolved()
  await (await loom.pop(Resize))?.finish({ path: 'a', width: 1 })
  await context.untilResolved()
  await (await loom.pop(Gallery))?.finish({ pages: 1 })
  expect(await dag.finished()).toMatchObject({ outcome: 'FINISHED', counts: { FINISHED: 2 } })
})

test('retry: of two that failed, the second brings their dependent back; until then it is left alone', async () => {
  await using context = await testLoom()
  const { loom } = context
  const [one, two] = [step('one'), step('two')]
  const join = step('join', one, two)
  const last = step('last', join)
  await loom.push(last)
  await failReady(context, Step)
  const before = await loom.get(join)
  expect(await loom.retry(two)).toBe(1)
  expect(await loom.get(join)).toEqual(before)
  expect(await loom.retry(one)).toBe(3)
  expect(await standings(context, [one, two, join, last])).toEqual([
    'worker',
    'worker',
    'dependencies',
    'dependencies',
  ])
})

test('retry: what ran because of the failure stays what it is, and what waits for it is not run with it', async () => {
  await using context = await testLoom()
  const { loom } = context
  const source = Download({ url: 'a' })
  const ran = Rescue({}, { dependsOn: { after: source } })
  const waits = Rescue({}, { dependsOn: { after: source } })
  const report = Report({}, { dependsOn: { after: source } })
  await loom.push([ran, waits, report])
  await failReady(context, Download)
  await (await loom.pop(Rescue))?.finish()
  expect(await standings(context, [ran, waits, report])).toEqual(['FINISHED', 'worker', 'worker'])

  expect(await loom.retry(source)).toBe(1)
  expect(await standings(context, [ran, waits, report])).toEqual(['FINISHED', 'dependencies', 'dependencies'])
  await (await loom.pop(Download))?.finish({ path: 'a' })
  await context.untilResolved()
  expect(await standings(context, [ran, waits, report])).toEqual(['FINISHED', 'SKIPPED', 'worker'])
  expect((await loom.pop(Report))?.dependencies).toEqual({
    after: { state: 'FINISHED', id: source.id, result: { path: 'a' } },
  })
})

test('retry: a cancelled task, with what was cancelled downstream of it; an expired one', async () => {
  await using context = await testLoom()
  const { loom } = context
  const source = Download({ url: 'a' }, { expiresIn: '1h' })
  const report = Report({}, { dependsOn: { after: source } })
  await loom.push(report)
  await loom.cancel(source, { downstream: true })
  expect(await standings(context, [source, report])).toEqual(['CANCELLED', 'CANCELLED'])
  expect(await loom.retry(source)).toBe(2)
  expect(await standings(context, [source, report])).toEqual(['worker', 'dependencies'])

  await context.advance('2h')
  await context.sweep()
  expect(await standings(context, [source, report])).toEqual(['EXPIRED', 'worker'])
  expect(await loom.retry(source)).toBe(1)
  expect(await standings(context, [source, report])).toEqual(['worker', 'dependencies'])
})

test('retry: what was skipped because of the task is brought back with it', async () => {
  await using context = await testLoom()
  const { loom } = context
  const Optional = defineTask({
    name: 'optional-extra',
    schema: z.null(),
    dependsOn: { source: direct(Download, { onImpossible: 'skip' }) },
  })
  const source = Download({ url: 'a' })
  const extra = Optional(null, { dependsOn: { source } })
  await loom.push(extra)
  await failReady(context, Download)
  expect(await standings(context, [extra])).toEqual(['SKIPPED'])
  expect(await loom.retry(source)).toBe(2)
  expect(await standings(context, [extra])).toEqual(['dependencies'])
})

test('retry: in a paused DAG nothing starts before it is resumed', async () => {
  await using context = await testLoom()
  const { loom } = context
  const first = step('first')
  const dag = await loom.push(step('second', first))
  await failReady(context, Step)
  await dag.pause()
  expect(await loom.retry(first)).toBe(2)
  expect(await loom.pop(Step)).toBeNull()
  expect(await loom.get(first)).toMatchObject({ state: 'CREATED', waitingFor: 'hold' })
  await dag.resume()
  expect((await loom.pop(Step))?.id).toBe(first.id)
})

test('retryFailed: everything of a DAG that failed runs again, and `finished` waits for it', async () => {
  await using context = await testLoom()
  const { loom } = context
  const [one, two, three] = [step('one'), step('two'), step('three')]
  const join = step('join', one, two)
  const dag = await loom.push([join, three])
  for (const task of await loom.popMany(Step, 3)) {
    if (task.id === three.id) await task.finish('done')
    else await task.fail(new Error('no'))
  }
  await context.untilResolved()
  expect(await dag.finished()).toMatchObject({ outcome: 'FAILED' })
  expect(await dag.retryFailed()).toBe(3)
  expect(await dag.retryFailed()).toBe(0)
  expect(await standings(context, [one, two, join, three])).toEqual([
    'worker',
    'worker',
    'dependencies',
    'FINISHED',
  ])
  const finished = dag.finished()
  await finishSteps(context, 3)
  expect(await finished).toMatchObject({ outcome: 'FINISHED', counts: { FINISHED: 4 } })
  expect(await loom.healed()).toBe(0)
})

test('retry: a chain of hundreds that failed together is one retry, and a loop', async () => {
  await using context = await testLoom()
  const Link = defineTask({ name: 'link', schema: z.null(), dependsOn: { before: allOf(itself) } })
  const first = Link(null, { dependsOn: { before: [] } })
  const chain = [first]
  for (let index = 1; index < 300; index += 1)
    chain.push(Link(null, { dependsOn: { before: [chain.at(-1) ?? first] } }))
  const dag = await context.loom.push(chain)
  await (await context.loom.pop(Link))?.fail(new Error('no'))
  await context.untilResolved()
  expect(await dag.counts()).toMatchObject({ FAILED: 300 })
  expect(await context.loom.retry(first)).toBe(300)
  expect(await dag.counts()).toMatchObject({ CREATED: 300 })
  expect((await context.loom.pop(Link))?.id).toBe(first.id)
  expect(await context.loom.pop(Link)).toBeNull()
})
