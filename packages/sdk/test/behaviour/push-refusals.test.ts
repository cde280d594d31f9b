import { allOf, anyOf, defineTask, direct, optional, someOf, type TaskNode } from '@taskloom/sdk'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { Download, Gallery, Resize, Step } from '../support/definitions.ts'
import { containing } from '../support/matchers.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { nothing, storedCounts } from '../support/stored-counts.ts'
import { testLoom } from '../support/test-loom.ts'

const absent = '0123456789abcdef01234567'
const stranger = 'fedcba9876543210fedcba98'

/** A graph with a fault somewhere, and what the refusal says. */
interface Refusal {
  readonly nodes: () => TaskNode | TaskNode[]
  readonly code: string
  readonly message: string
  readonly details?: Readonly<Record<string, unknown>>
}

const twin = {
  name: 'download',
  schema: z.object({ url: z.string() }),
  result: z.object({ path: z.string() }),
}

const refusals: Readonly<Record<string, Refusal>> = {
  'a dependency that does not exist': {
    nodes: () => [
      Resize({ width: 1 }, { dependsOn: { source: Download.id(absent) } }),
      Resize({ width: 2 }, { dependsOn: { source: Download.id(stranger) } }),
    ],
    code: 'DEPENDENCY_NOT_FOUND',
    message: absent,
    details: { missing: [absent, stranger] },
  },
  'a dependency of a single node that does not exist': {
    nodes: () => Resize({ width: 1 }, { dependsOn: { source: Download.id(absent) } }),
    code: 'DEPENDENCY_NOT_FOUND',
    message: absent,
    details: { missing: [absent] },
  },
  'an id of another definition for a node of the same push': {
    nodes: () => {
      const step = Step({ label: 'a' }, { dependsOn: { before: [] } })
      return [step, Resize({ width: 1 }, { dependsOn: { source: Download.id(step.id) } })]
    },
    code: 'INVALID_DEPENDENCY',
    message: 'is a task of `step`',
  },
  'a payload over the limit': {
    nodes: () => Download({ url: 'x'.repeat(1_048_577) }),
    code: 'VALUE_TOO_LARGE',
    message: '1048576',
    details: { task: 'download', maximum: 1_048_576 },
  },
  'a payload over the limit among others': {
    nodes: () => [
      Download({ url: 'a' }),
      Resize({ width: 1 }, { dependsOn: { source: Download({ url: 'x'.repeat(1_048_577) }) } }),
    ],
    code: 'VALUE_TOO_LARGE',
    message: '`download`',
  },
  'two definitions of one name': {
    nodes: () => [Download({ url: 'a' }), defineTask(twin)({ url: 'b' })],
    code: 'DUPLICATE_NAME',
    message: '`download`',
    details: { task: 'download' },
  },
  'more dependencies than are allowed': {
    nodes: () => {
      const before = Array.from({ length: 10_001 }, () => Step({ label: '' }, { dependsOn: { before: [] } }))
      return Step({ label: 'last' }, { dependsOn: { before } })
    },
    code: 'TOO_MANY_DEPENDENCIES',
    message: 'at most 10000',
    details: { task: 'step', dependencies: 10_001, maximum: 10_000 },
  },
}

test.each(Object.entries(refusals))(
  'push: %s is refused, and nothing is stored',
  async (_, { nodes, code, message, details = {} }) => {
    await using context = await testLoom()
    await using raw = await rawDatabase(context)
    await expect(context.loom.push(nodes())).rejects.toMatchObject({
      name: 'TaskloomError',
      code,
      message: containing(message),
      details,
    })
    expect(await storedCounts(raw)).toEqual(nothing)
  },
)

test('push: an id of another definition for a task in the database is refused, and nothing is stored', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const step = Step({ label: 'a' }, { dependsOn: { before: [] } })
  await context.loom.push(step)
  const image = Resize({ width: 1 }, { dependsOn: { source: Download.id(step.id) } })
  await expect(context.loom.push(image)).rejects.toMatchObject({
    code: 'INVALID_DEPENDENCY',
    message: containing('`step`'),
    details: { id: step.id, expected: 'download', found: 'step' },
  })
  expect(await raw.tasks.countDocuments()).toBe(1)
})

test('push: a dependency of another database is refused, and nothing is stored', async () => {
  await using one = await testLoom()
  await using other = await testLoom()
  await using raw = await rawDatabase(other)
  const source = Download({ url: 'a' })
  await one.loom.push(source)
  const image = Resize({ width: 1 }, { dependsOn: { source: Download.id(source.id) } })
  await expect(other.loom.push(image)).rejects.toMatchObject({ code: 'DEPENDENCY_NOT_FOUND' })
  expect(await storedCounts(raw)).toEqual(nothing)
})

test('push: a dependency that was deleted is refused, by node and by id, and nothing is stored', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const source = Download({ url: 'a' })
  await context.loom.push(source)
  await context.loom.delete(source)
  for (const given of [source, Download.id(source.id)]) {
    const image = Resize({ width: 1 }, { dependsOn: { source: given } })
    await expect(context.loom.push([image, Download({ url: 'b' })])).rejects.toMatchObject({
      code: 'DEPENDENCY_NOT_FOUND',
      details: { missing: [source.id] },
    })
  }
  expect(await storedCounts(raw)).toEqual(nothing)
})

test('push: the limit of payloads can be set, lower and higher', async () => {
  await using low = await testLoom({ limits: { payload: 100 } })
  await expect(low.loom.push(Download({ url: 'x'.repeat(100) }))).rejects.toMatchObject({
    code: 'VALUE_TOO_LARGE',
    details: { maximum: 100 },
  })
  await low.loom.push(Download({ url: 'x'.repeat(50) }))

  await using high = await testLoom({ limits: { payload: 4_194_304 } })
  const node = Download({ url: 'x'.repeat(3_000_000) })
  await high.loom.push(node)
  expect((await high.loom.pop(Download))?.payload.url).toHaveLength(3_000_000)
})

test('push: a payload that an asynchronous schema refuses is refused, and nothing is stored', async () => {
  const Lookup = defineTask({
    name: 'lookup',
    schema: z.object({ user: z.string().refine(async (user) => user !== 'nobody', 'is unknown') }),
  })
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await expect(
    context.loom.push([Lookup({ user: 'ada' }), Lookup({ user: 'nobody' })]),
  ).rejects.toMatchObject({
    code: 'INVALID_PAYLOAD',
    message: containing('payload.user'),
  })
  expect(await storedCounts(raw)).toEqual(nothing)
  await context.loom.push(Lookup({ user: 'ada' }))
  expect((await context.loom.pop(Lookup))?.payload).toEqual({ user: 'ada' })
})

test('push: a name that the loom knows already for another definition is refused, whoever told it', async () => {
  const other = defineTask(twin)
  const ways: ((context: Awaited<ReturnType<typeof testLoom>>) => Promise<unknown>)[] = [
    ({ loom }) => loom.push(Download({ url: 'a' })),
    ({ loom }) => loom.pop(Download),
    async ({ loom }) => loom.worker([Download.handle(() => ({ path: 'p' }))]),
  ]
  for (const tell of ways) {
    await using context = await testLoom()
    await tell(context)
    await expect(context.loom.push(other({ url: 'b' }))).rejects.toMatchObject({ code: 'DUPLICATE_NAME' })
    await expect(context.loom.pop(other)).rejects.toMatchObject({ code: 'DUPLICATE_NAME' })
  }
})

test('push: two looms of one process may know different definitions of one name', async () => {
  await using one = await testLoom()
  await using other = await testLoom()
  await one.loom.push(Download({ url: 'a' }))
  await other.loom.push(defineTask(twin)({ url: 'b' }))
  expect(await one.loom.count(Download)).toBe(1)
})

test('push: a group with too few tasks, or with those of another definition, is refused by name', () => {
  const Quorum = defineTask({
    name: 'quorum',
    schema: z.null(),
    dependsOn: { votes: someOf(2, Download), extra: optional(anyOf(Download)) },
  })
  const source = Download({ url: 'a' })
  const step = Step({ label: 'a' }, { dependsOn: { before: [] } })
  const refused: [() => unknown, string][] = [
    [() => Gallery({ title: 't' }, { dependsOn: { images: [], mirror: [] } }), '`mirror` needs at least 1'],
    [() => Quorum(null, { dependsOn: { votes: [source] } }), '`votes` needs at least 2'],
    [() => Quorum(null, { dependsOn: { votes: [source, source] } }), 'twice'],
    // @ts-expect-error -- the types refuse it as well
    [() => Resize({ width: 1 }, { dependsOn: { source: step } }), '`step`'],
  ]
  for (const [make, message] of refused)
    expect(make).toThrow(
      expect.objectContaining({ code: 'INVALID_DEPENDENCY', message: containing(message) }),
    )
})

test.each([
  ['an empty list', []],
  ['nothing', undefined],
  ['a definition', Download],
  ['a plain object', { id: absent, name: 'download' }],
  ['a reference by id', Download.id(absent)],
  ['a promise of a node', Promise.resolve(Download({ url: 'a' }))],
  ['a list with a stranger in it', [Download({ url: 'a' }), null]],
])('push: %s instead of nodes is refused, and nothing is stored', async (_, given) => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  // @ts-expect-error -- the types refuse it as well
  const push = context.loom.push(given)
  await expect(push).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  expect(await storedCounts(raw)).toEqual(nothing)
})

test('push: a mistake in its options is refused, and nothing is stored', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  // @ts-expect-error -- the types refuse it as well
  const push = context.loom.push(Download({ url: 'a' }), { keepFor: 'a while' })
  await expect(push).rejects.toMatchObject({ code: 'INVALID_OPTION', message: containing('keepFor') })
  expect(await storedCounts(raw)).toEqual(nothing)
})

test('push: a loom that was closed says so', async () => {
  const context = await testLoom()
  await context[Symbol.asyncDispose]()
  await expect(context.loom.push(Download({ url: 'a' }))).rejects.toMatchObject({ code: 'LOOM_CLOSED' })
})

test('push: groups of one and of all may name the same task', async () => {
  const Both = defineTask({
    name: 'both',
    schema: z.null(),
    dependsOn: { one: direct(Download), all: allOf(Download) },
  })
  await using context = await testLoom()
  const source = Download({ url: 'a' })
  await context.loom.push(Both(null, { dependsOn: { one: source, all: [source] } }))
  await (await context.loom.pop(Download))?.finish({ path: 'p' })
  await context.untilResolved()
  expect((await context.loom.pop(Both))?.dependencies).toEqual({ one: { path: 'p' }, all: [{ path: 'p' }] })
})
