import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { Priority } from '../document/priority.ts'
import { defineTask } from './define-task.ts'
import { allOf, anyOf, direct, optional, someOf } from './dependency-groups.ts'
import { isDefinition } from './is-definition.ts'
import { itself } from './itself.ts'

const schema = z.object({ url: z.string() })
const Download = defineTask({ name: 'download', schema, result: z.object({ path: z.string() }) })

const run = (): { path: string } => ({ path: 'a' })

/** Calls a function the way JavaScript does: with whatever there is. */
function callUntyped(target: (...parameters: never[]) => unknown, ...values: unknown[]): unknown {
  return Reflect.apply(target, undefined, values)
}

test('a definition says what it is', () => {
  const Report = defineTask({ name: 'report', schema, priority: Priority.HIGH, expiresIn: '5m' })
  expect(isDefinition(Report)).toBe(true)
  expect(Object.isFrozen(Report)).toBe(true)
  expect({ ...Report }).toMatchObject({
    name: 'report',
    result: undefined,
    priority: 3,
    expiresInMilliseconds: 300_000,
  })
  expect(Report.schema).toBe(schema)
  expect(Report.groups).toEqual([])
})

test('without options, a task is of medium priority and lives for a day', () => {
  expect({ ...Download }).toMatchObject({ priority: Priority.MEDIUM, expiresInMilliseconds: 86_400_000 })
})

test('times are whole milliseconds', () => {
  expect(defineTask({ name: 'a', schema, expiresIn: '0.07s' }).expiresInMilliseconds).toBe(70)
})

test('`itself` is each definition that the same groups are given to', () => {
  const dependsOn = { parts: allOf(itself) }
  const definitions = ['sum', 'product'].map((name) => defineTask({ name, schema, dependsOn }))
  for (const definition of definitions) expect(definition.groups[0]?.target).toBe(definition)
})

test('groups are declared in order, with `itself` resolved', () => {
  const Sum = defineTask({
    name: 'sum',
    schema,
    dependsOn: {
      parts: allOf(itself),
      source: direct(Download),
      mirror: optional(anyOf(Download, { onImpossible: 'skip' })),
      quorum: someOf(2, Download, { on: 'settled' }),
    },
  })
  expect(Sum.groups.every(({ name, target }) => target === (name === 'parts' ? Sum : Download))).toBe(true)
  expect(
    Sum.groups.map(({ name, kind, need, on, optional, onImpossible, targetName }) =>
      [name, kind, need, on, optional, onImpossible, targetName].join(' '),
    ),
  ).toMatchInlineSnapshot(`
    [
      "parts many all success false inherit sum",
      "source one 1 success false inherit download",
      "mirror any 1 success true skip download",
      "quorum some 2 settled false inherit download",
    ]
  `)
})

test('a group without options, or with null from JavaScript, has the defaults', () => {
  expect(callUntyped(direct, Download, null)).toEqual(direct(Download))
})

test('a handler is the definition with the code that runs it', () => {
  const handler = Download.handle(run)
  expect(handler).toEqual({ definition: Download, run })
  expect(Object.isFrozen(handler)).toBe(true)
})

test('a reference is an id with a name', () => {
  expect(Download.id('0123456789abcdef01234567')).toEqual({
    id: '0123456789abcdef01234567',
    name: 'download',
  })
})

describe('refuses', () => {
  const definitions: readonly (readonly [string, unknown])[] = [
    ['no options', undefined],
    ['a name alone', 'download'],
    ['no name', { schema }],
    ['an empty name', { name: '', schema }],
    ['a name that is a number', { name: 7, schema }],
    ['white space around a name', { name: ' download', schema }],
    ['a name that begins with $', { name: '$download', schema }],
    ['a name with a line break', { name: 'down\nload', schema }],
    ['a name that is too long', { name: 'x'.repeat(201), schema }],
    ['no schema', { name: 'download' }],
    ['a schema that is none', { name: 'download', schema: { url: 'string' } }],
    ['a result that is none', { name: 'download', schema, result: String }],
    ['a misspelt option', { name: 'download', schema, dependson: {} }],
    ['an option of another library', { name: 'download', schema, attemptsLeft: 3 }],
    ['a priority that is none', { name: 'download', schema, priority: 'HIGH' }],
    ['an expiry that is none', { name: 'download', schema, expiresIn: '5 minutes' }],
    ['an expiry of nothing', { name: 'download', schema, expiresIn: 0 }],
    ['an expiry beyond all dates', { name: 'download', schema, expiresIn: '40000d' }],
    ['groups in an array', { name: 'resize', schema, dependsOn: [direct(Download)] }],
    ['a definition instead of a group', { name: 'resize', schema, dependsOn: { source: Download } }],
    ['itself instead of a group', { name: 'resize', schema, dependsOn: { parts: itself } }],
    ['a name instead of a group', { name: 'resize', schema, dependsOn: { source: 'download' } }],
    [
      'a group of an unknown kind',
      { name: 'resize', schema, dependsOn: { source: { ...direct(Download), kind: 'most' } } },
    ],
    ['a bad name of a group', { name: 'resize', schema, dependsOn: { '': direct(Download) } }],
    [
      'a group named as the prototype',
      { name: 'resize', schema, dependsOn: { ['__proto__']: direct(Download) } },
    ],
  ]
  test.each(definitions)('%s', (_, options) => {
    expect(() => callUntyped(defineTask, options)).toThrowErrorMatchingSnapshot()
  })

  const groups: readonly (readonly [string, () => unknown])[] = [
    ['a group of nothing', () => callUntyped(direct)],
    ['a group of a name', () => callUntyped(allOf, 'download')],
    ['a group with a misspelt option', () => callUntyped(anyOf, Download, { onimpossible: 'skip' })],
    ['an unknown trigger', () => callUntyped(direct, Download, { on: 'sucess' })],
    ['an unknown policy', () => callUntyped(direct, Download, { onImpossible: 'ignore' })],
    ['optional around a definition', () => callUntyped(optional, Download)],
    ['some of none', () => someOf(0, Download)],
    ['some of a fraction', () => someOf(1.5, Download)],
    ['some without a number', () => callUntyped(someOf, Download)],
  ]
  test.each(groups)('%s', (_, group) => {
    const options = { name: 'resize', schema, dependsOn: { source: group() } }
    expect(() => callUntyped(defineTask, options)).toThrowErrorMatchingSnapshot()
  })

  test('an id that is none', () => {
    expect(() => Download.id(' ')).toThrowErrorMatchingInlineSnapshot(
      `[TaskloomError: Task \`download\`: " " is not the id of a task: an id has 1 to 200 characters, none of them a control character, and no white space at either end.]`,
    )
    expect(() => callUntyped((id: never) => Download.id(id))).toThrowErrorMatchingInlineSnapshot(
      `[TaskloomError: Task \`download\`: undefined is not the id of a task: an id has 1 to 200 characters, none of them a control character, and no white space at either end.]`,
    )
  })

  test('a handler that is no function', () => {
    expect(() =>
      callUntyped((handler: never) => Download.handle(handler), { run }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TaskloomError: Task \`download\`: handle takes the function that runs the task, but was given an object.]`,
    )
  })
})
