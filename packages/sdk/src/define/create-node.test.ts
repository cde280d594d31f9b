import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { Priority } from '../document/priority.ts'
import { validatePayload } from './create-node.ts'
import { defineTask } from './define-task.ts'
import { isTaskNode } from './is-task-node.ts'
import { isTaskId } from './task-id.ts'

const Download = defineTask({
  name: 'download',
  schema: z.object({ url: z.url(), retries: z.int().default(3) }),
})
const url = 'https://example.com'

/** Calls a function the way JavaScript does: with whatever there is. */
function callUntyped(target: (...parameters: never[]) => unknown, ...values: unknown[]): unknown {
  return Reflect.apply(target, undefined, values)
}

test('a node has an id of its own and what its definition says', () => {
  const node = Download({ url })
  expect(isTaskId(node.id)).toBe(true)
  expect(isTaskNode(node)).toBe(true)
  expect(node).toMatchObject({
    name: 'download',
    payload: { url },
    dependencies: [],
    groups: [],
    priority: Priority.MEDIUM,
    expiresInMilliseconds: 86_400_000,
  })
  expect(node.definition).toBe(Download)
  expect(Download({ url }).id).not.toBe(node.id)
})

test('the options of a node go before those of its definition', () => {
  const Urgent = defineTask({
    name: 'urgent',
    schema: z.object({}),
    priority: Priority.HIGH,
    expiresIn: '1h',
  })
  expect(Urgent({})).toMatchObject({ priority: 3, expiresInMilliseconds: 3_600_000 })
  expect(Urgent({}, { priority: Priority.LOW, expiresIn: '2s' })).toMatchObject({
    priority: 1,
    expiresInMilliseconds: 2_000,
  })
  expect(Urgent({}, { priority: undefined, expiresIn: undefined })).toMatchObject({ priority: 3 })
})

describe('the payload', () => {
  test('is stored as it was given, before defaults, transforms and codecs', () => {
    const Convert = defineTask({
      name: 'convert',
      schema: z.object({
        width: z.number().default(5),
        text: z.string().transform((text) => text.length),
        at: z.codec(z.iso.datetime(), z.date(), {
          decode: (text) => new Date(text),
          encode: (date) => date.toISOString(),
        }),
      }),
    })
    const given = { text: 'four', at: '2026-01-02T03:04:05Z' }
    expect(Convert(given).payload).toEqual(given)
  })

  test('keeps the keys that its schema strips', () => {
    const extra = { url, note: 'for later' }
    expect(Download(extra).payload).toEqual(extra)
  })

  test('is a frozen copy, so that nothing can change a node', () => {
    const Tagged = defineTask({
      name: 'tagged',
      schema: z.object({ tags: z.array(z.string()), at: z.date() }),
    })
    const given = { tags: ['a'], at: new Date(5) }
    const node = Tagged(given)
    given.tags.push('b')
    given.at.setTime(9)
    expect(node.payload).toEqual({ tags: ['a'], at: new Date(5) })
    expect(Object.isFrozen(node)).toBe(true)
    expect(Object.isFrozen(node.payload)).toBe(true)
  })

  test('cannot be changed by its schema either', () => {
    const Zeroed = defineTask({ name: 'zeroed', schema: z.any().transform((list: number[]) => list.fill(0)) })
    const given = [3, 1, 2]
    expect(Zeroed(given).payload).toEqual([3, 1, 2])
    expect(given).toEqual([3, 1, 2])
  })

  test('may be nothing at all', () => {
    const Tick = defineTask({ name: 'tick', schema: z.void() })
    expect(Tick().payload).toBeUndefined()
  })

  const payloads: readonly (readonly [string, unknown])[] = [
    ['nothing', undefined],
    ['a missing key', {}],
    ['a key of the wrong type', { url: 7 }],
    ['two mistakes', { url: 'no url', retries: 1.5 }],
    ['a value that MongoDB cannot hold', { url, done: () => true }],
  ]
  test.each(payloads)('is refused when it is %s', (_, payload) => {
    expect(() => callUntyped(Download, payload)).toThrowErrorMatchingSnapshot()
  })

  test('is refused with the issues as data', () => {
    expect(() => Download({ url: 'no url' })).toThrow(
      expect.objectContaining({
        code: 'INVALID_PAYLOAD',
        details: { task: 'download', issues: [{ path: ['url'], message: 'Invalid URL' }] },
      }),
    )
  })

  test('is refused in one sentence, however many things are wrong', () => {
    const Batch = defineTask({
      name: 'batch',
      schema: z
        .object({
          ids: z.array(z.number()).min(1),
          mode: z.union([z.literal('a'), z.object({ b: z.number() })]),
        })
        .strict(),
    })
    expect(() =>
      callUntyped(Batch, { ids: ['a', 'b', 'c', 'd'], mode: 'c', extra: 1 }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TaskloomError: Task \`batch\` refuses its payload: \`payload.ids[0]\` is wrong: expected number, received string; \`payload.ids[1]\` is wrong: expected number, received string; \`payload.ids[2]\` is wrong: expected number, received string; \`payload.ids[3]\` is wrong: expected number, received string; \`payload.mode\` is wrong: Invalid input; and 1 more.]`,
    )
  })

  test('is refused when its schema throws', () => {
    const cause = new Error('no parser')
    const schema = z.string().transform(() => {
      throw cause
    })
    const Broken = defineTask({ name: 'broken', schema })
    expect(() => Broken('{')).toThrow(expect.objectContaining({ code: 'INVALID_PAYLOAD', cause }))
    expect(() => Broken('{')).toThrowErrorMatchingInlineSnapshot(
      `[TaskloomError: Task \`broken\` refuses its payload: the schema threw \`no parser\`.]`,
    )
  })
})

describe('an asynchronous schema', () => {
  let checks = 0
  const isKnown = async (name: string): Promise<boolean> => {
    checks++
    return name === 'ada'
  }
  const Greet = defineTask({
    name: 'greet',
    schema: z.object({ name: z.string().refine(isKnown, 'nobody knows them') }),
  })

  test('is left to the push, which checks once', async () => {
    const node = Greet({ name: 'ada' })
    checks = 0
    await validatePayload(node)
    await validatePayload(node)
    expect(checks).toBe(1)
  })

  test('refuses at the push', async () => {
    await expect(validatePayload(Greet({ name: 'eve' }))).rejects.toThrowErrorMatchingInlineSnapshot(
      `[TaskloomError: Task \`greet\` refuses its payload: \`payload.name\` is wrong: nobody knows them.]`,
    )
  })

  test('is not begun again at a call, once it is known', () => {
    Greet({ name: 'ada' })
    checks = 0
    Greet({ name: 'eve' })
    expect(checks).toBe(0)
  })
})

test('the push has nothing to check where the call has checked', async () => {
  await expect(validatePayload(Download({ url }))).resolves.toBeUndefined()
})

const options: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['an array', []],
  ['a misspelt key', { prioritty: 1 }],
  ['an unknown priority', { priority: 4 }],
  ['an expiry that is none', { expiresIn: 'soon' }],
  ['dependencies where there are none', { dependsOn: { source: Download({ url }) } }],
]
test.each(options)('options are refused when they are %s', (_, value) => {
  expect(() => callUntyped(Download, { url }, value)).toThrowErrorMatchingSnapshot()
})

test('an id of your choice is kept, and one that is none is refused', () => {
  expect(Download({ url }, { id: 'order-42' }).id).toBe('order-42')
  expect(() => Download({ url }, { id: ' ' })).toThrowErrorMatchingInlineSnapshot(
    `[TaskloomError: Task \`download\`: \`id\` is " ", but an id has 1 to 200 characters, none of them a control character, and no white space at either end.]`,
  )
})
