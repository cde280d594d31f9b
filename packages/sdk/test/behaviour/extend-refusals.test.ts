import { allOf, defineTask, direct, LeaseLost } from '@taskloom/sdk'
import { onWritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'

import { Died, dyingAt } from '../support/dying.ts'
import { containing } from '../support/matchers.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { finishParts, Join, Part, Split, splitting } from '../support/splitting.ts'
import { testLoom } from '../support/test-loom.ts'
import { unrenewed } from '../support/unrenewed.ts'
import { before } from '../support/write-point.ts'

afterEach(() => onWritePoint(undefined))

test('extend: by something that waits for a dependent is refused, with the way, and changes nothing', async () => {
  await using context = await testLoom()
  const { loom } = context
  const split = Split({})
  const part = Part({ number: 1 })
  const join = Join({}, { dependsOn: { split } })
  const Late = defineTask({
    name: 'late',
    schema: z.object({}),
    dependsOn: { joins: allOf(Join), parts: allOf(Part) },
  })
  const late = Late({}, { dependsOn: { joins: [join], parts: [part] } })
  const Last = defineTask({ name: 'last', schema: z.object({}), dependsOn: { late: direct(Late) } })
  const last = Last({}, { dependsOn: { late } })
  await loom.push(last)
  const task = await loom.pop(Split)
  for (const culprit of [last, late, join]) {
    await expect(task?.extend(culprit)).rejects.toMatchObject({ code: 'CYCLE' })
  }
  await expect(task?.extend([Part.id(part.id), last])).rejects.toMatchObject({
    message: containing(`\`join\` (${join.id}) → \`last\` (${last.id}) → \`late\` (${late.id}) → \`join\``),
    details: { cycle: [join.id, last.id, late.id, join.id] },
  })
  expect((await loom.get(join))?.dependencies).toHaveLength(1)
  await task?.finish(1)
  await context.untilResolved()
  expect(await loom.pop(Join)).not.toBeNull()
})

test.for([
  ['extend.announce', 'rejected', 'fulfilled'],
  ['extend.keep', 'fulfilled', 'rejected'],
] as const)(
  'extend: two tasks that are extended by the dependent of each other do not lock each other (the second at %s)',
  async ([point, first, second]) => {
    await using context = await testLoom()
    const { loom } = context
    const one = await splitting(context)
    const other = await splitting(context)
    const results: PromiseSettledResult<unknown>[] = []
    {
      using _meanwhile = before(point, async () => {
        results.push(...(await Promise.allSettled([other.task.extend(one.join)])))
      })
      results.unshift(...(await Promise.allSettled([one.task.extend(other.join)])))
    }
    expect(results.map(({ status }) => status)).toEqual([first, second])
    await Promise.all([one.task.finish(1), other.task.finish(1)])
    await context.untilResolved()
    for (let joins = 0; joins < 2; joins += 1) {
      const join = await loom.pop(Join)
      expect(join?.id).toBeTypeOf('string')
      await join?.finish()
      await context.untilResolved()
    }
  },
)

test('extend: what is refused takes nothing back that an earlier call added', async () => {
  await using context = await testLoom()
  const { loom } = context
  const { task, join } = await splitting(context)
  const part = await task.extend(Part({ number: 1 }))
  await expect(task.extend([Part.id(part.id), Join.id(join.id)])).rejects.toMatchObject({ code: 'CYCLE' })
  // One that comes later waits for the part as well.
  const late = Join({}, { dependsOn: { split: Split.id(task.id) } })
  await loom.push(late)
  await task.finish(1)
  await context.untilResolved()
  expect(await loom.popMany(Join, 2)).toEqual([])
  await finishParts(context)
  expect(await loom.popMany(Join, 2)).toHaveLength(2)
})

test('extend: what was refused, and not taken back before a death, locks nobody', async () => {
  await using context = await testLoom()
  const { loom } = context
  const split = Split({})
  const join = Join({}, { dependsOn: { split } })
  const Late = defineTask({ name: 'late', schema: z.object({}), dependsOn: { join: direct(Join) } })
  const late = Late({}, { dependsOn: { join } })
  await loom.push(late)
  const death = await dyingAt({ point: 'extend.withdraw' }, context, async (victim) => {
    const task = await victim.loom.pop(Split)
    await task?.extend(late)
  })
  expect(death).toBeInstanceOf(Died)
  await context.advance('21s')
  await context.sweep()
  await (await loom.pop(Split))?.finish(1)
  await context.untilResolved()
  expect(await loom.pop(Join)).toMatchObject({ id: join.id })
})

test('extend: by what does not exist, or is of another kind, is refused', async () => {
  await using context = await testLoom()
  const { task, join } = await splitting(context)
  await expect(task.extend(Part.id('nobody'))).rejects.toMatchObject({
    code: 'DEPENDENCY_NOT_FOUND',
    details: { missing: ['nobody'] },
  })
  await expect(task.extend(Part.id(join.id))).rejects.toMatchObject({ code: 'INVALID_DEPENDENCY' })
  expect((await context.loom.get(join))?.dependencies).toHaveLength(1)
})

test('extend: a task that lost its lease adds nothing', async () => {
  await using context = await testLoom(unrenewed)
  await using other = await testLoom({ database: context.database })
  const { task, join } = await splitting(context)
  const part = Part({ number: 1 })
  await context.loom.push(part)
  {
    using _lost = before('extend.announce', async () => {
      await context.advance('21s')
      await other.sweep()
    })
    await expect(task.extend(Part.id(part.id))).rejects.toThrow(LeaseLost)
  }
  expect((await context.loom.get(join))?.dependencies).toHaveLength(1)
})

test.for(['extend.announce', 'extend.keep', 'extend.dependents'] as const)(
  'extend: after a death at %s the next attempt has the dependents wait',
  async (point) => {
    await using context = await testLoom()
    const { loom } = context
    const split = Split({})
    await loom.push(Join({}, { dependsOn: { split } }))
    const death = await dyingAt({ point }, context, async (victim) => {
      const task = await victim.loom.pop(Split)
      await task?.extend(Part({ number: 1 }))
    })
    expect(death).toBeInstanceOf(Died)
    await context.advance('21s')
    await context.sweep()
    const again = await loom.pop(Split)
    expect(again?.attempt).toBe(2)
    // Announced is announced, even where this attempt says nothing more of it.
    if (point === 'extend.announce') await again?.extend(Part({ number: 1 }))
    await again?.finish(1)
    await context.untilResolved()
    expect(await loom.pop(Join)).toBeNull()
    await finishParts(context)
    expect(await loom.pop(Join)).not.toBeNull()
  },
)

test('extend: what dependents wait for is kept as long as they are', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const split = Split({})
  const join = Join({}, { expiresIn: '10d', dependsOn: { split } })
  await context.loom.push(join)
  const task = await context.loom.pop(Split)
  const part = await task?.extend(Part({ number: 1 }))
  expect((await raw.task(part!.id)).purgeAt).toEqual((await raw.task(join.id)).purgeAt)
})

test('extend: a wide dependent, with a hint, waits as well', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const Wide = defineTask({ name: 'wide', schema: z.object({}), dependsOn: { splits: allOf(Split) } })
  const splits = Array.from({ length: 20 }, () => Split({}))
  await loom.push(Wide({}, { dependsOn: { splits } }))
  const [first, ...others] = await loom.popMany(Split, 20)
  for (const task of others.slice(0, 5)) await task.finish(1)
  await context.untilResolved()
  await first?.extend(Part({ number: 1 }))
  await context.untilResolved()
  expect(await raw.tasks.findOne({ name: 'wide' })).toMatchObject({ remaining: 16 })
  for (const task of [first, ...others.slice(5)]) await task?.finish(1)
  await context.untilResolved()
  expect(await loom.pop(Wide)).toBeNull()
  await finishParts(context)
  expect(await loom.pop(Wide)).not.toBeNull()
})

test('extend: a wide dependent that depends on the added task already waits no longer than for that', async () => {
  await using context = await testLoom()
  const { loom } = context
  const Wide = defineTask({ name: 'wide', schema: z.object({}), dependsOn: { splits: allOf(Split) } })
  const splits = Array.from({ length: 20 }, () => Split({}))
  await loom.push(Wide({}, { dependsOn: { splits } }))
  const [first, ...others] = await loom.popMany(Split, 20)
  await first?.extend(others.map(({ id }) => Split.id(id)))
  for (const task of [first, ...others]) {
    await task?.finish(1)
    await context.untilResolved()
  }
  expect(await loom.pop(Wide)).not.toBeNull()
})
