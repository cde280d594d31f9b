import { onWritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'

import { containing } from '../support/matchers.ts'
import { Either, finishParts, Join, Maybe, Part, Split, splitting, Tidy } from '../support/splitting.ts'
import { testLoom } from '../support/test-loom.ts'
import { unrenewed } from '../support/unrenewed.ts'
import { before } from '../support/write-point.ts'

afterEach(() => onWritePoint(undefined))

test('extend: dependents wait for the added tasks too, and their handlers receive what they always do', async () => {
  await using context = await testLoom()
  const { loom } = context
  const { dag, join, task } = await splitting(context)
  const parts = await task.extend([Part({ number: 1 }), Part({ number: 2 })])
  expect(parts).toMatchObject([{ name: 'part' }, { name: 'part' }])
  await task.finish(7)
  await context.untilResolved()
  expect(await loom.pop(Join)).toBeNull()
  expect((await loom.explain(join))?.summary).toBe(
    `It waits for 2 tasks that its dependencies were extended by, of which 2 have not settled, such as \`part\` (${parts[0].id}), which is CREATED.`,
  )
  const [one, two] = await loom.popMany(Part, 2)
  await one?.finish('one')
  await context.untilResolved()
  expect(await loom.pop(Join)).toBeNull()
  await two?.finish('two')
  await context.untilResolved()
  const last = await loom.pop(Join)
  expect(last?.dependencies).toEqual({ split: 7 })
  await last?.finish()
  expect(await dag.finished()).toMatchObject({ counts: { FINISHED: 4 } })
})

test('extend: one that nobody waited for before the finish counts as well', async () => {
  await using context = await testLoom()
  const { join, task } = await splitting(context)
  const extending = task.extend(Part({ number: 1 }))
  await task.finish(7)
  await extending
  await context.untilResolved()
  expect(await context.loom.pop(Join)).toBeNull()
  await finishParts(context)
  expect(await context.loom.pop(Join)).toMatchObject({ id: join.id })
})

test('extend: by tasks that were pushed before, by reference or node, alone or together', async () => {
  await using context = await testLoom()
  const { task, join } = await splitting(context)
  const earlier = Part({ number: 1 })
  await context.loom.push(earlier)
  const pushed = await task.push(Part({ number: 2 }))
  expect(await task.extend(Part.id(earlier.id))).toEqual({ id: earlier.id, name: 'part' })
  await task.extend([pushed, Part({ number: 3 })])
  expect((await context.loom.get(join))?.dependencies).toHaveLength(4)
  await task.finish(1)
  await finishParts(context)
  expect(await context.loom.pop(Join)).not.toBeNull()
})

test('extend: a repeat, and another attempt, add nothing', async () => {
  await using context = await testLoom(unrenewed)
  const { task, join } = await splitting(context)
  const parts = await task.extend([Part({ number: 1 }), Part({ number: 2 })], { key: 'parts' })
  await task.extend(parts)
  await context.advance('21s')
  await context.sweep()
  const again = await context.loom.pop(Split)
  expect(await again?.extend([Part({ number: 1 }), Part({ number: 2 })], { key: 'parts' })).toEqual(parts)
  expect(await context.loom.get(join)).toMatchObject({
    dependencies: [{ group: 'split' }, { group: 'added.success' }, { group: 'added.success' }],
  })
  await again?.finish(1)
  await finishParts(context)
  expect(await context.loom.pop(Join)).not.toBeNull()
})

test('extend: what was added and fails ends the dependents, like a dependency of their own', async () => {
  await using context = await testLoom()
  const { task, join } = await splitting(context)
  const part = await task.extend(Part({ number: 1 }))
  await task.finish(1)
  await (await context.loom.pop(Part))?.fail(new Error('broken'))
  await context.untilResolved()
  expect(await context.loom.get(join)).toMatchObject({
    state: 'FAILED',
    rootCause: part.id,
    error: {
      code: 'UPSTREAM_FAILED',
      message: containing(
        `What a dependency was extended by cannot be satisfied: \`part\` (${part.id}) failed.`,
      ),
    },
  })
})

test('extend: who runs whatever becomes of the task waits for the end of what was added alone', async () => {
  await using context = await testLoom()
  const { loom } = context
  const split = Split({})
  await loom.push([Tidy({}, { dependsOn: { split } }), Maybe({}, { dependsOn: { split } })])
  const task = await loom.pop(Split)
  await task?.extend(Part({ number: 1 }))
  await task?.finish(1)
  await context.untilResolved()
  expect(await loom.pop([Tidy, Maybe])).toBeNull()
  await (await loom.pop(Part))?.fail(new Error('broken'))
  await context.untilResolved()
  expect(await loom.pop(Tidy)).toMatchObject({ dependencies: { split: { state: 'FINISHED' } } })
  expect(await loom.pop(Maybe)).toMatchObject({ dependencies: { split: 1 } })
})

test('extend: dependents that run already are not touched, and ready ones wait', async () => {
  await using context = await testLoom()
  const { loom } = context
  const [one, other] = [Split({}), Split({})]
  await loom.push([
    Either({}, { dependsOn: { any: [one, other] } }),
    Either({}, { dependsOn: { any: [one, other] } }),
  ])
  const [first, second] = await loom.popMany(Split, 2)
  await first?.finish(1)
  await context.untilResolved()
  const running = await loom.pop(Either)
  await second?.extend(Part({ number: 1 }))
  expect(await loom.pop(Either)).toBeNull()
  await running?.finish()
  expect(await loom.get(running!.id)).toMatchObject({ state: 'FINISHED' })
  await finishParts(context)
  expect(await loom.pop(Either)).not.toBeNull()
})

test('extend: what was added goes on to add', async () => {
  await using context = await testLoom()
  const { loom } = context
  const { task } = await splitting(context)
  await task.extend(Part({ number: 1 }))
  await task.finish(1)
  const part = await loom.pop(Part)
  await part?.extend(Part({ number: 2 }))
  await part?.finish('1')
  await context.untilResolved()
  expect(await loom.pop(Join)).toBeNull()
  await finishParts(context)
  expect(await loom.pop(Join)).not.toBeNull()
})

test('extend: dependents that are pushed later wait as well', async () => {
  await using context = await testLoom()
  const { loom } = context
  const { task, split } = await splitting(context)
  await task.extend(Part({ number: 1 }))
  await task.finish(1)
  const late = Join({}, { dependsOn: { split: Split.id(split.id) } })
  await loom.push(late)
  await loom.push([Join({}, { dependsOn: { split } }), Part({ number: 2 })])
  await context.untilResolved()
  expect(await loom.get(late)).toMatchObject({ waitingFor: 'dependencies' })
  expect(await loom.pop(Join)).toBeNull()
  await finishParts(context)
  expect(await loom.popMany(Join, 5)).toHaveLength(3)
})

test('extend: a dependent that is pushed at the same moment waits, too', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const { task, split } = await splitting(context)
  const late = Join({}, { dependsOn: { split: Split.id(split.id) } })
  {
    using _meanwhile = before('push.chunk', async () => {
      await task.extend(Part({ number: 1 }))
      await task.finish(1)
      await context.untilResolved()
    })
    await other.loom.push(late)
  }
  await other.untilResolved()
  expect(await context.loom.popMany(Join, 5)).toEqual([])
  expect((await context.loom.explain(late))?.summary).toContain('what its dependencies were extended by')
  await finishParts(context)
  expect(await context.loom.popMany(Join, 5)).toHaveLength(2)
})

test.for(['together', 'one by one'] as const)(
  'extend: children that wait for the task itself can be what its dependents wait for, added %s',
  async (how) => {
    await using context = await testLoom()
    const { loom } = context
    const { task, join } = await splitting(context)
    const children = [1, 2].map(() => Join({}, { dependsOn: { split: Split.id(task.id) } }))
    for (const added of how === 'together' ? [children] : children.map((child) => [child]))
      await task.extend(added)
    await task.finish(1)
    await context.untilResolved()
    const claimed = await loom.popMany(Join, 5)
    expect(claimed).toHaveLength(2)
    for (const child of claimed) await child.finish()
    await context.untilResolved()
    expect(await loom.pop(Join)).toMatchObject({ id: join.id })
  },
)
