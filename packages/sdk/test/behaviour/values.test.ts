import { allOf, connect, defineTask } from '@taskloom/sdk'
import { Binary, Decimal128, Long, ObjectId, Timestamp } from 'mongodb'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { Keep } from '../support/definitions.ts'
import { containing } from '../support/matchers.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'

/** Receives what others kept. */
const Gather = defineTask({ name: 'gather', schema: z.null(), dependsOn: { all: allOf(Keep) } })

const date = new Date('2026-02-28T23:59:59.999Z')

const values: readonly (readonly [string, unknown])[] = [
  ['a date', { at: date }],
  ['an ObjectId', { id: new ObjectId() }],
  ['a Decimal128', { price: Decimal128.fromString('0.10') }],
  ['a binary', { bytes: new Binary(Buffer.from([0, 1, 255])) }],
  ['a small long', { count: Long.fromNumber(5) }],
  ['the largest long', { count: Long.MAX_VALUE }],
  ['a timestamp', { at: new Timestamp({ t: 7, i: 9 }) }],
  ['numbers', { list: [0, -1, 1.5, 2 ** 31, 2 ** 53, Number.POSITIVE_INFINITY] }],
  ['null and booleans', { nothing: null, list: [true, false, null] }],
  ['keys that are operators', { $set: { state: 'FINISHED' }, $where: '1', $: { $: 1 } }],
  ['keys with dots', { 'a.b': { '.': 1, '..c': 2 }, a: { b: 3 } }],
  ['keys that look escaped', { '＄x': 1, '．': 2, '％': 3, '％＄': 4 }],
  ['awkward keys', { '': 1, _id: 2, _bsontype: 'ObjectId', constructor: 3, 7: 4 }],
  ['values that are expressions', { text: '$payload', list: ['$$ROOT', '$x'], deep: { a: '$$NOW' } }],
  ['a string at the root', '$payload'],
  ['a list at the root', ['$x', { $set: 1 }]],
  ['null at the root', null],
  ['more than fits into a task', { text: 'x'.repeat(10_000), '$x.y': '$z', at: date, n: Long.MAX_VALUE }],
]

test.each(values)('values: %s survives as a payload and as a result', async (_, value) => {
  await using context = await testLoom()
  const { loom } = context
  const node = Keep(value)
  await loom.push(Gather(null, { dependsOn: { all: [node] } }))
  expect(await loom.get(node)).toMatchObject({ payload: value })

  const task = await loom.pop(Keep)
  expect(task?.payload).toEqual(value)
  await task?.finish(value)
  await context.untilResolved()

  const stored = await loom.get(node)
  expect(stored?.result).toEqual(value)
  expect(bsonTypes(stored?.payload)).toEqual(bsonTypes(value))
  expect(bsonTypes(stored?.result)).toEqual(bsonTypes(value))
  expect((await loom.pop(Gather))?.dependencies).toEqual({ all: [value] })
})

/** The BSON types in a value, which `toEqual` may take for one another. */
function bsonTypes(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [typeof value]
  if ('_bsontype' in value && typeof value._bsontype === 'string') return [value._bsontype]
  if (value instanceof Date) return ['date']
  return Object.values(value).flatMap(bsonTypes)
}

test('values: what is stored is what was given; defaults, transforms and codecs apply once per claim', async () => {
  let transforms = 0
  const Convert = defineTask({
    name: 'convert',
    schema: z.object({
      size: z.string().transform((text) => {
        transforms += 1
        return Number(text)
      }),
      unit: z.string().default('px'),
      day: z.codec(z.iso.date(), z.date(), {
        decode: (text) => new Date(`${text}T00:00:00Z`),
        encode: (day) => day.toISOString().slice(0, 10),
      }),
    }),
    expiresIn: '1h',
  })
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const node = Convert({ size: '12', day: '2026-02-28' })
  await context.loom.push(node)
  expect((await raw.task(node.id)).payload).toEqual({ size: '12', day: '2026-02-28' })
  expect(await context.loom.get(node)).toMatchObject({ payload: { size: '12', day: '2026-02-28' } })

  for (const claim of [1, 2]) {
    transforms = 0
    await using task = await context.loom.pop(Convert)
    expect(task?.payload).toEqual({ size: 12, unit: 'px', day: new Date('2026-02-28T00:00:00Z') })
    expect([claim, transforms]).toEqual([claim, 1])
  }
  expect((await raw.task(node.id)).payload).toEqual({ size: '12', day: '2026-02-28' })
})

test('values: a result is stored as it was returned, and dependents receive what its schema makes of it', async () => {
  const Count = defineTask({
    name: 'count',
    schema: z.null(),
    result: z.object({ total: z.string().transform(Number), unit: z.string().default('px') }),
  })
  const Report = defineTask({ name: 'report', schema: z.null(), dependsOn: { counts: allOf(Count) } })
  await using context = await testLoom()
  const { loom } = context
  const count = Count(null)
  await loom.push(Report(null, { dependsOn: { counts: [count] } }))
  await (await loom.pop(Count))?.finish({ total: '7' })
  await context.untilResolved()
  expect(await loom.get(count)).toMatchObject({ result: { total: '7' } })
  expect((await loom.pop(Report))?.dependencies).toEqual({ counts: [{ total: 7, unit: 'px' }] })
})

test('values: a payload cannot be changed after its node was made', async () => {
  await using context = await testLoom()
  const given = { list: [1], at: new Date(0) }
  const node = Keep(given)
  given.list.push(2)
  given.at.setTime(1)
  await context.loom.push(node)
  expect(await context.loom.get(node)).toMatchObject({ payload: { list: [1], at: new Date(0) } })
})

class Point {
  x = 1
}

test.each([
  ['a function', { a: [{ run: () => 1 }] }, 'payload.a[0].run'],
  ['an instance of a class', { points: [new Point()] }, 'payload.points[0]'],
  ['a map', { 'a.b': new Map() }, 'payload["a.b"]'],
])('values: %s is refused with its path, as a payload and as a result', async (_, value, path) => {
  expect(() => Keep(value)).toThrow(
    expect.objectContaining({ code: 'VALUE_NOT_STORABLE', details: { task: 'keep', path } }),
  )
  await using context = await testLoom()
  const { loom } = context
  const node = Keep(1)
  await loom.push(node)
  const task = await loom.pop(Keep)
  await expect(task?.finish(value)).rejects.toMatchObject({
    code: 'VALUE_NOT_STORABLE',
    details: { path: path.replace('payload', 'result') },
  })
  await task?.finish(2)
  expect(await loom.get(node)).toMatchObject({ state: 'FINISHED', result: 2 })
})

test('values: a result that its schema refuses leaves the task held, and a right one is taken', async () => {
  const Count = defineTask({ name: 'count', schema: z.null(), result: z.object({ total: z.number() }) })
  await using context = await testLoom()
  const node = Count(null)
  await context.loom.push(node)
  const task = await context.loom.pop(Count)
  // @ts-expect-error -- the types refuse it as well
  await expect(task?.finish({ total: 'seven' })).rejects.toMatchObject({
    code: 'INVALID_RESULT',
    message: containing('result.total'),
  })
  expect(await context.loom.get(node)).toMatchObject({ state: 'RUNNING' })
  await task?.finish({ total: 7 })
  expect(await context.loom.get(node)).toMatchObject({ state: 'FINISHED', result: { total: 7 } })
})

test('values: a result over the limit is refused, and the task stays held', async () => {
  await using context = await testLoom({ limits: { result: 5_000 } })
  const node = Keep(1)
  await context.loom.push(node)
  const task = await context.loom.pop(Keep)
  await expect(task?.finish('x'.repeat(5_000))).rejects.toMatchObject({
    code: 'VALUE_TOO_LARGE',
    details: { id: node.id, maximum: 5_000 },
  })
  await task?.finish('x'.repeat(4_900))
  expect(await context.loom.get(node)).toMatchObject({ state: 'FINISHED' })
})

test('values: a stored payload that no longer fits its schema fails its task, and the next one is popped', async () => {
  const Fetch = defineTask({ name: 'fetch', schema: z.object({ url: z.string() }) })
  const After = defineTask({ name: 'after', schema: z.null(), dependsOn: { all: allOf(Fetch) } })
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const [old, fresh] = [Fetch({ url: 'old' }), Fetch({ url: 'new' })]
  const after = After(null, { dependsOn: { all: [old] } })
  await context.loom.push([old, fresh, after])
  await raw.tasks.updateOne({ _id: old.id }, { $set: { payload: { address: 'old' } } })

  expect((await context.loom.pop(Fetch))?.id).toBe(fresh.id)
  await context.untilResolved()
  expect(await context.loom.get(old)).toMatchObject({
    state: 'FAILED',
    error: { code: 'INVALID_PAYLOAD', message: containing('payload.url') },
  })
  expect(await context.loom.get(after)).toMatchObject({ state: 'FAILED', rootCause: old.id })
})

test('values: longs stay longs also on a client that the user brought, whatever its options', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await using loom = await connect({ client: raw.db.client, database: context.database, sweeper: false })
  const node = Keep({ count: Long.fromNumber(5), bytes: new Binary(Buffer.from([1])) })
  await loom.push(node)
  const payload = (await loom.get(node))?.payload
  expect(bsonTypes(payload)).toEqual(['Long', 'Binary'])
})
