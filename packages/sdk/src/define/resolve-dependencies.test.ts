import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { defineTask } from './define-task.ts'
import { allOf, anyOf, direct, optional, someOf } from './dependency-groups.ts'
import { itself } from './itself.ts'

const schema = z.object({})
const Download = defineTask({ name: 'download', schema })
const Resize = defineTask({ name: 'resize', schema, dependsOn: { source: direct(Download) } })
const Gallery = defineTask({
  name: 'gallery',
  schema,
  dependsOn: { images: allOf(Resize), mirror: anyOf(Download), quorum: someOf(2, Download) },
})
const Free = defineTask({
  name: 'free',
  schema,
  dependsOn: {
    one: optional(direct(Download)),
    many: optional(allOf(Download)),
    any: optional(anyOf(Download)),
    some: optional(someOf(2, Download)),
  },
})

/** Calls a function the way JavaScript does: with whatever there is. */
function callUntyped(target: (...parameters: never[]) => unknown, ...values: unknown[]): unknown {
  return Reflect.apply(target, undefined, values)
}

const source = Download({})
const second = Download({})
const image = Resize({}, { dependsOn: { source } })

test('dependencies are listed in the order of the groups, by node or by id', () => {
  const reference = Download.id('0123456789abcdef01234567')
  const node = Gallery({}, { dependsOn: { quorum: [source, second], mirror: [reference], images: [image] } })
  expect(node.dependencies).toEqual([
    { group: 'images', id: image.id, name: 'resize', node: image },
    { group: 'mirror', id: reference.id, name: 'download', node: undefined },
    { group: 'quorum', id: source.id, name: 'download', node: source },
    { group: 'quorum', id: second.id, name: 'download', node: second },
  ])
})

test('each group says how many of how many it needs', () => {
  const node = Gallery(
    {},
    { dependsOn: { images: [image], mirror: [source, second], quorum: [source, second] } },
  )
  expect(node.groups.map(({ name, kind, need, count }) => [name, kind, need, count])).toEqual([
    ['images', 'many', 1, 1],
    ['mirror', 'any', 1, 2],
    ['quorum', 'some', 2, 2],
  ])
})

test('an empty `allOf` is satisfied: it needs none of none', () => {
  const Sum = defineTask({ name: 'sum', schema, dependsOn: { parts: allOf(itself) } })
  expect(Sum({}, { dependsOn: { parts: [] } }).groups).toMatchObject([{ name: 'parts', need: 0, count: 0 }])
})

test('an optional group that was left out needs something of none, so that its value is undefined', () => {
  const left = [
    { name: 'one', need: 1, count: 0, optional: true },
    { name: 'many', need: 1, count: 0, optional: true },
    { name: 'any', need: 1, count: 0, optional: true },
    { name: 'some', need: 2, count: 0, optional: true },
  ]
  expect(Free({}).groups).toMatchObject(left)
  expect(Free({}, { dependsOn: { one: undefined } }).groups).toMatchObject(left)
})

test('an optional group may be given fewer than it needs', () => {
  expect(Free({}, { dependsOn: { many: [], any: [], some: [source] } }).groups).toMatchObject([
    { name: 'one', need: 1, count: 0 },
    { name: 'many', need: 0, count: 0 },
    { name: 'any', need: 1, count: 0 },
    { name: 'some', need: 2, count: 1 },
  ])
})

test('a task of its own kind is a dependency like any other', () => {
  const Sum = defineTask({ name: 'sum', schema, dependsOn: { parts: allOf(itself) } })
  const leaf = Sum({}, { dependsOn: { parts: [] } })
  expect(Sum({}, { dependsOn: { parts: [leaf] } }).dependencies).toMatchObject([{ id: leaf.id, name: 'sum' }])
})

test('a group may be called like what every object has', () => {
  const Odd = defineTask({ name: 'odd', schema, dependsOn: { constructor: optional(direct(Download)) } })
  expect(Odd({}).groups).toMatchObject([{ name: 'constructor', count: 0 }])
})

test('ten thousand dependencies are no burden', () => {
  const many = Array.from({ length: 10_000 }, () => Download({}))
  expect(Free({}, { dependsOn: { many } }).dependencies).toHaveLength(10_000)
})

describe('refuses, naming task, group and fix', () => {
  const mistakes: readonly (readonly [string, typeof Resize | typeof Gallery, unknown])[] = [
    ['no options', Resize, undefined],
    ['no dependencies', Resize, {}],
    ['dependencies that are null', Resize, { dependsOn: null }],
    ['dependencies in an array', Resize, { dependsOn: [source] }],
    ['a missing group', Resize, { dependsOn: {} }],
    ['a missing group of several', Gallery, { dependsOn: { mirror: [source] } }],
    ['a misspelt group', Resize, { dependsOn: { sorce: source } }],
    ['an unknown group', Resize, { dependsOn: { source, origin: source } }],
    ['an array for a direct group', Resize, { dependsOn: { source: [source] } }],
    ['a single task for a list', Gallery, { dependsOn: { images: image } }],
    ['an object for a list', Gallery, { dependsOn: { images: { image } } }],
    ['an empty `anyOf`', Gallery, { dependsOn: { images: [], mirror: [] } }],
    ['too few for `someOf`', Gallery, { dependsOn: { images: [], mirror: [source], quorum: [source] } }],
    ['a task of another definition', Resize, { dependsOn: { source: image } }],
    ['a reference of another definition', Resize, { dependsOn: { source: Resize.id('0'.repeat(24)) } }],
    ['an id as a string', Resize, { dependsOn: { source: source.id.replaceAll(/./g, '0') } }],
    ['a definition', Resize, { dependsOn: { source: Download } }],
    ['a promise of a node', Resize, { dependsOn: { source: Promise.resolve(source) } }],
    ['null', Resize, { dependsOn: { source: null } }],
    ['an object that is no task', Resize, { dependsOn: { source: { id: 7 } } }],
    // oxlint-disable-next-line no-sparse-arrays
    ['a hole in a list', Gallery, { dependsOn: { images: [, image] } }],
  ]
  test.each(mistakes)('%s', (_, definition, options) => {
    expect(() => callUntyped(definition, {}, options)).toThrowErrorMatchingSnapshot()
  })

  test('the same task twice in one group', () => {
    expect(() =>
      Gallery({}, { dependsOn: { images: [], mirror: [source, source], quorum: [source, second] } }),
    ).toThrow(`Task \`gallery\`: \`mirror\` was given the task ${source.id} twice.`)
  })

  test('with task and group as data', () => {
    expect(() => callUntyped(Resize, {})).toThrow(
      expect.objectContaining({ code: 'INVALID_DEPENDENCY', details: { task: 'resize', group: 'source' } }),
    )
  })
})
