import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { defineTask } from './define-task.ts'
import { checkResult, parsePayload, parseResult } from './parse-values.ts'

const date = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (at) => at.toISOString(),
})
const Report = defineTask({
  name: 'report',
  schema: z.object({ width: z.number().default(5), at: date }),
  result: z.object({ pages: z.string().transform(Number) }),
})
const Silent = defineTask({ name: 'silent', schema: z.string() })

describe('a stored payload', () => {
  test('becomes the output of the schema: defaults, transforms and codecs, once', async () => {
    const stored = Report({ at: '2026-01-02T03:04:05Z' }).payload
    expect(await parsePayload(Report, stored)).toEqual({
      ok: true,
      value: { width: 5, at: new Date('2026-01-02T03:04:05Z') },
    })
  })

  test('that no longer fits is refused, with a message and the issues', async () => {
    expect(await parsePayload(Report, { width: 'wide' })).toMatchInlineSnapshot(`
      {
        "issues": [
          {
            "message": "Invalid input: expected number, received string",
            "path": [
              "width",
            ],
          },
          {
            "message": "Invalid input: expected string, received undefined",
            "path": [
              "at",
            ],
          },
        ],
        "message": "Task \`report\` refuses its payload: \`payload.width\` is wrong: expected number, received string; \`payload.at\` is missing (expected string).",
        "ok": false,
      }
    `)
  })

  test('may be checked asynchronously', async () => {
    const Slow = defineTask({ name: 'slow', schema: z.string().transform(async (text) => text.length) })
    expect(await parsePayload(Slow, 'four')).toEqual({ ok: true, value: 4 })
  })

  test('is refused when its schema throws', async () => {
    const cause = new Error('no parser')
    const schema = z.string().transform(() => {
      throw cause
    })
    const Broken = defineTask({ name: 'broken', schema })
    expect(await parsePayload(Broken, '{')).toMatchObject({ ok: false, issues: [], cause })
  })
})

describe('a stored result', () => {
  test('becomes the output of the result schema', async () => {
    expect(await parseResult(Report, { pages: '12' })).toEqual({ ok: true, value: { pages: 12 } })
  })

  test('that no longer fits is refused', async () => {
    expect(await parseResult(Report, null)).toMatchInlineSnapshot(`
      {
        "issues": [
          {
            "message": "Invalid input: expected object, received null",
            "path": [],
          },
        ],
        "message": "Task \`report\` refuses its result: \`result\` is wrong: expected object, received null.",
        "ok": false,
      }
    `)
  })

  test('of a definition without a result schema is undefined, whatever is stored', async () => {
    expect(await parseResult(Silent, null)).toEqual({ ok: true, value: undefined })
  })
})

describe('what a handler returns', () => {
  test('is kept as it was returned, in a copy', async () => {
    const returned = { pages: '12' }
    const result = await checkResult(Report, returned)
    expect(result).toEqual({ pages: '12' })
    expect(result).not.toBe(returned)
  })

  test('is copied at the call, so that a later change does not count', async () => {
    const returned = { pages: '12' }
    const checked = checkResult(Report, returned)
    returned.pages = '13'
    expect(await checked).toEqual({ pages: '12' })
  })

  test('is nothing where there is no result schema', async () => {
    expect(await checkResult(Silent, undefined)).toBeUndefined()
  })

  const results: readonly (readonly [string, typeof Report | typeof Silent, unknown])[] = [
    ['of the wrong type', Report, { pages: 12 }],
    ['missing', Report, undefined],
    ['not declared', Silent, { pages: 12 }],
    ['not declared and null', Silent, null],
    ['nothing that MongoDB can hold', Report, { pages: '12', map: new Map() }],
  ]
  test.each(results)('is refused when it is %s', async (_, definition, value) => {
    await expect(checkResult(definition, value)).rejects.toThrowErrorMatchingSnapshot()
  })
})
