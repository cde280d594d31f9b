import { Priority, type StoredTask } from '@taskloom/sdk'
import { Decimal128, Long, ObjectId } from 'mongodb'
import { expect, expectTypeOf, test } from 'vitest'

import { Download, Keep, Resize, Step } from '../support/definitions.ts'
import { testLoom } from '../support/test-loom.ts'

test('find: tasks of one definition, oldest first, typed by it', async () => {
  await using context = await testLoom()
  const { loom } = context
  const sources = ['a', 'b', 'c'].map((url) => Download({ url }, { priority: Priority.HIGH }))
  await loom.push(sources[0]!)
  await loom.push(sources[1]!)
  await loom.push(Resize({ width: 1 }, { dependsOn: { source: sources[2]! } }))

  const found = await loom.find(Download)
  expect(found.map(({ id }) => id)).toEqual(sources.map(({ id }) => id))
  expectTypeOf(found).toEqualTypeOf<StoredTask<'download', { url: string }, { path: string }>[]>()
  expect(await loom.find(Download, {}, { limit: 2 })).toHaveLength(2)
  expect(await loom.find(Resize)).toMatchObject([{ name: 'resize', payload: { width: 1 } }])
  expect(await loom.find(Step)).toEqual([])
})

test('find: by state, DAG, priority and payload, each alone and together; count says how many', async () => {
  await using context = await testLoom()
  const { loom } = context
  const [low, high] = [Download({ url: 'a' }, { priority: Priority.LOW }), Download({ url: 'b' })]
  const dag = await loom.push([low, high])
  await loom.push(Download({ url: 'a' }))
  await (await loom.pop(Download))?.finish({ path: 'p' })

  expect(await loom.count(Download)).toBe(3)
  expect(await loom.count(Download, { state: 'FINISHED' })).toBe(1)
  expect(await loom.count(Download, { state: ['FINISHED', 'CREATED'] })).toBe(3)
  expect(await loom.count(Download, { dagId: dag.id })).toBe(2)
  expect(await loom.count(Download, { priority: Priority.LOW })).toBe(1)
  expect(await loom.count(Download, { payload: { url: 'a' } })).toBe(2)
  expect(await loom.count(Download, { payload: { url: 'a' }, dagId: dag.id, state: 'CREATED' })).toBe(1)
  expect(await loom.findOne(Download, { payload: { url: 'b' } })).toMatchObject({
    id: high.id,
    state: 'FINISHED',
    result: { path: 'p' },
  })
  expect(await loom.findOne(Download, { payload: { url: 'c' } })).toBeUndefined()
  expect(await loom.findOne(Download, { payload: { url: 'a' } })).toMatchObject({ id: low.id })
})

test('get: by id, node and reference; undefined when there is no such task', async () => {
  await using context = await testLoom()
  const { loom } = context
  const node = Download({ url: 'a' })
  expect(await loom.get(node)).toBeUndefined()
  await loom.push(node)
  const expected = { id: node.id, state: 'CREATED', payload: { url: 'a' } }
  for (const given of [node, node.id, Download.id(node.id)])
    expect(await loom.get(given)).toMatchObject(expected)
})

test('find: the filter of a payload is of the type of the payload', async () => {
  await using context = await testLoom()
  // @ts-expect-error -- no such key
  expect(await context.loom.find(Download, { payload: { uri: 'a' } })).toEqual([])
  // @ts-expect-error -- of another type
  expect(await context.loom.find(Resize, { payload: { width: '1' } })).toEqual([])
})

const kept: readonly unknown[] = [
  { a: 1, b: { c: 'x', d: [1, 2] } },
  { a: [1, 2], b: null },
  { a: [{ c: 'x' }], b: { d: [{ e: 1 }] } },
  { a: { $ne: null } },
  { a: { $gt: '' }, $where: 'true' },
  { 'a.b': 1, b: { 'c.d': 2 } },
  { a: '$b', b: '/x/' },
  { id: new ObjectId('0123456789abcdef01234567'), n: Long.fromNumber(7), d: Decimal128.fromString('1.50') },
  { at: new Date(0), text: 'x'.repeat(10_000), big: { $in: [1] } },
  'text',
  ['text'],
  null,
]

/** What is looked for, and the places in `kept` where it must be found. */
const searches: readonly (readonly [string, unknown, readonly number[]])[] = [
  ['a number', { a: 1 }, [0]],
  ['a part of an object', { b: { c: 'x' } }, [0]],
  ['a list as a whole', { a: [1, 2] }, [1]],
  ['a list in a part', { b: { d: [1, 2] } }, [0]],
  ['a list of objects', { a: [{ c: 'x' }] }, [2]],
  ['an object inside a list, which is not equal', { a: { c: 'x' } }, []],
  ['an object deep inside a list, which is not equal', { b: { d: { e: 1 } } }, []],
  ['null, which a missing field is not', { b: null }, [1]],
  ['an object that looks like {$ne: null}', { a: { $ne: null } }, [3]],
  ['an object that looks like {$gt: ""}', { a: { $gt: '' } }, [4]],
  ['{$exists: true}, which is nowhere', { a: { $exists: true } }, []],
  ['a key $where', { $where: 'true' }, [4]],
  ['{$or: [{}]}, which is nowhere', { $or: [{}] }, []],
  ['keys with dots', { 'a.b': 1 }, [5]],
  ['keys with dots below', { b: { 'c.d': 2 } }, [5]],
  ['a value that looks like a field', { a: '$b' }, [6]],
  ['an ObjectId', { id: new ObjectId('0123456789abcdef01234567') }, [7]],
  ['a long', { n: Long.fromNumber(7) }, [7]],
  ['a date', { at: new Date(0) }, [8]],
  ['a payload that is stored beside its task', { big: { $in: [1] } }, [8]],
  ['any object', {}, [0, 1, 2, 3, 4, 5, 6, 7, 8]],
  ['a string at the root', 'text', [9]],
  ['a list at the root', ['text'], [10]],
  ['null at the root', null, [11]],
  ['what is left out', { a: 1, c: undefined }, [0]],
]

test('find: payloads are compared literally, leaf by leaf, whatever they look like', async () => {
  await using context = await testLoom()
  const nodes = kept.map((value) => Keep(value))
  await context.loom.push(nodes)
  for (const [what, payload, expected] of searches) {
    const found = await context.loom.find(Keep, { payload })
    const places = found.map(({ id }) => nodes.findIndex((node) => node.id === id))
    expect([what, places]).toEqual([what, expected])
    expect([what, await context.loom.count(Keep, { payload })]).toEqual([what, expected.length])
  }
})

const hostile: unknown = JSON.parse('{"$ne": null}')

test.each([
  ['state', { state: hostile }],
  ['state in a list', { state: [hostile] }],
  ['dagId', { dagId: hostile }],
  ['priority', { priority: hostile }],
  ['a name', { name: 'resize' }],
  ['an operator', { $or: [{}] }],
  ['a field of the document', { open: true }],
])('find: an operator or a stranger as %s is refused', async (_, filter) => {
  await using context = await testLoom()
  await context.loom.push([
    Download({ url: 'a' }),
    Resize({ width: 1 }, { dependsOn: { source: Download({ url: 'b' }) } }),
  ])
  for (const ask of ['find', 'findOne', 'count'] as const) {
    await expect(context.loom[ask](Download, filter as object)).rejects.toMatchObject({
      code: 'INVALID_OPTION',
    })
  }
})

test.each([
  ['an operator', hostile],
  ['an object without id', {}],
  ['an id that is an operator', { id: hostile }],
  ['nothing', undefined],
  ['null', null],
  ['a number', 7],
])('get, delete, dag: %s in place of an id is refused and touches nothing', async (_, given) => {
  await using context = await testLoom()
  const { loom } = context
  await loom.push(Download({ url: 'a' }))
  // @ts-expect-error -- the types refuse it as well
  await expect(loom.get(given)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  // @ts-expect-error -- the types refuse it as well
  await expect(loom.delete(given)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  // @ts-expect-error -- the types refuse it as well
  expect(() => loom.dag(given)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
  expect(await loom.count(Download)).toBe(1)
})

test('find: a limit that is no whole number from 1 is refused', async () => {
  await using context = await testLoom()
  for (const limit of [0, -1, 1.5, Number.NaN]) {
    await expect(context.loom.find(Download, {}, { limit })).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  }
})

test('isEmpty: true while nothing of a definition is waiting or running, whatever has settled', async () => {
  await using context = await testLoom()
  const { loom } = context
  expect(await loom.isEmpty(Download)).toBe(true)
  const image = Resize({ width: 1 }, { dependsOn: { source: Download({ url: 'a' }) } })
  await loom.push(image)
  expect(await loom.isEmpty(Download)).toBe(false)
  const task = await loom.pop(Download)
  expect([await loom.isEmpty(Download), await loom.isEmpty(Resize)]).toEqual([false, false])
  await task?.fail(new Error('no'))
  await context.untilResolved()
  expect([await loom.isEmpty(Download), await loom.isEmpty(Resize)]).toEqual([true, true])
})

test('get: with a definition it is typed, and a task of another definition is none', async () => {
  await using context = await testLoom()
  const { loom } = context
  const node = Download({ url: 'typed' })
  await loom.push(node)
  const url: string | undefined = (await loom.get(Download, node.id))?.payload.url
  expect(url).toBe('typed')
  expect(await loom.get(Resize, node.id)).toBeUndefined()
  expect(await loom.get(Download, '0'.repeat(24))).toBeUndefined()
  await expect(loom.get(Download, undefined as never)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
})
