import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { viewStateOrder } from '../view-states.ts'
import { FilterError } from './filter-error.ts'
import { filterFields } from './filter-fields.ts'
import type { Filter, Term, TextField } from './filter.ts'
import { parseFilter } from './parse-filter.ts'
import { printFilter } from './print-filter.ts'
import { toDagSelection, toTaskSelection } from './to-selection.ts'

const texts = fc.string({ minLength: 1, unit: 'binary' })

function textTerm(field: TextField, most: number): fc.Arbitrary<Term> {
  return fc
    .uniqueArray(texts, { minLength: 1, maxLength: most })
    .map((values) => ({ kind: 'text', field, values }))
}

const times = fc.oneof(
  fc.record({
    from: fc.constant('now' as const),
    milliseconds: fc.integer({ min: -9e11, max: 9e11 }).map((each) => each + 0),
  }),
  fc.record({
    from: fc.constant('1970' as const),
    milliseconds: fc.integer({
      min: Date.parse('0000-01-01T00:00:00Z'),
      max: Date.parse('9999-12-31T23:59:59.999Z'),
    }),
  }),
)

const terms: readonly fc.Arbitrary<Term>[] = [
  fc.record({
    kind: fc.constant('state' as const),
    isNegated: fc.boolean(),
    states: fc.uniqueArray(fc.constantFrom(...viewStateOrder), { minLength: 1 }),
  }),
  fc.record({
    kind: fc.constant('priority' as const),
    comparison: fc.constantFrom('=' as const, '<' as const, '<=' as const, '>' as const, '>=' as const),
    priority: fc.constantFrom(1 as const, 2 as const, 3 as const),
  }),
  fc.record({ kind: fc.constant('ran' as const), hasRun: fc.boolean() }),
  textTerm('type', 50),
  textTerm('id', 50),
  textTerm('dag', 1),
  textTerm('err', 1),
  textTerm('fingerprint', 1),
  ...(['expires', 'lease', 'created', 'updated'] as const).flatMap((field) =>
    (['<', '>'] as const).map((comparison) =>
      times.map(({ from, milliseconds }): Term => ({ kind: 'time', field, comparison, from, milliseconds })),
    ),
  ),
]

const filters: fc.Arbitrary<Filter> = fc
  .tuple(...terms.map((term) => fc.option(term, { nil: undefined })))
  .map((each) => each.filter((term) => term !== undefined))

/** Text that is nearly a filter. */
const nearly = fc
  .array(
    fc.oneof(
      fc.constantFrom(...Object.keys(filterFields), ...viewStateOrder, '__proto__', '$where', 'constructor'),
      fc.constantFrom(
        ':',
        '>=',
        '<',
        '>',
        '=',
        ',',
        '"',
        '\\',
        ' ',
        '-',
        '5m',
        '-1h',
        '$gt',
        '{"$gt":""}',
        '\0',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''))

/** Anything but a filter or a mistake is thrown. */
function attempt(
  text: string,
  scope: 'tasks' | 'dags',
): { readonly filter?: Filter; readonly mistake?: FilterError } {
  try {
    return { filter: parseFilter(text, scope) }
  } catch (error) {
    if (!(error instanceof FilterError)) throw error
    return { mistake: error }
  }
}

function isUseful({ position, hint }: FilterError, text: string): boolean {
  return position >= 0 && position <= text.length && hint !== ''
}

test('filter: what is printed is read as the same', () => {
  fc.assert(
    fc.property(filters, (filter) => {
      expect(parseFilter(printFilter(filter))).toEqual(filter)
    }),
    {
      numRuns: 500,
    },
  )
})

test('filter: any text is a filter or a mistake with its place and the way out, and nothing else', () => {
  fc.assert(
    fc.property(
      fc.oneof(nearly, fc.string({ unit: 'binary' })),
      fc.constantFrom('tasks', 'dags'),
      (text, scope) => {
        const { filter = [], mistake } = attempt(text, scope)
        expect(parseFilter(printFilter(filter), scope)).toEqual(filter)
        expect(mistake === undefined || isUseful(mistake, text)).toBe(true)
      },
    ),
    { numRuns: 2_000 },
  )
})

test('filter: a selection holds strings, numbers, yes or no, and lists of them, whatever was asked', () => {
  fc.assert(
    fc.property(filters, (filter) => {
      const {
        created = {},
        updated = {},
        expires = {},
        lease = {},
        ...plain
      } = toTaskSelection(filter, 1_000)
      for (const range of [created, updated, expires, lease])
        for (const [end, at] of Object.entries(range)) {
          expect(['from', 'to']).toContain(end)
          expect(Number.isSafeInteger(at)).toBe(true)
        }
      for (const value of Object.values(plain))
        for (const each of [value].flat()) expect(['string', 'number', 'boolean']).toContain(typeof each)
    }),
  )
})

test('filter: the example of the docs', () => {
  const filter = parseFilter(
    'state:failed type:resize prio>=high expires<5m dag:d1 err:"ECONN" created>-1h id:a,b',
  )
  expect(toTaskSelection(filter, 10_000_000)).toEqual({
    views: ['failed'],
    names: ['resize'],
    priorities: [3],
    dagId: 'd1',
    errorText: 'ECONN',
    ids: ['a', 'b'],
    expires: { to: 10_299_999 },
    created: { from: 6_400_001 },
  })
})

test('filter: leases that ran out', () => {
  expect(toTaskSelection(parseFilter('lease<0s'), 10_000)).toEqual({ lease: { to: 9_999 } })
  expect(() => parseFilter('lease<0s', 'dags')).toThrow('DAGs cannot be filtered by `lease`.')
})

test('filter: what expired without a run', () => {
  expect(toTaskSelection(parseFilter('state:expired ran:no'), 0)).toEqual({
    views: ['expired'],
    hasRun: false,
  })
})

test('filter: a state can be turned round; DAGs have states, tags and fields of their own', () => {
  expect(toTaskSelection(parseFilter('-state:finished,expired'), 0).views).toHaveLength(10)
  expect(toDagSelection(parseFilter('-state:finished tag:"a b"', 'dags'), 0)).toEqual({
    states: ['running', 'paused', 'failed', 'cancelled'],
    tag: 'a b',
  })
})

describe('filter: mistakes', () => {
  test.each([
    ['hello', 0, '`hello` is not a term of a filter.'],
    ['state:failed hello', 13, '`hello` is not a term of a filter.'],
    ['colour:red', 0, 'Tasks cannot be filtered by `colour`.'],
    ['state:', 6, 'A value is missing.'],
    ['state:broken', 6, '`broken` is no state of a task.'],
    ['state:failed,broken', 13, '`broken` is no state of a task.'],
    ['type>resize', 0, '`type` is not compared by size.'],
    ['-type:resize', 1, '`type` cannot be turned round.'],
    ['prio:urgent', 5, '`urgent` is no priority.'],
    ['expires:5m', 0, 'A time is compared with < (before) or > (after).'],
    ['expires<soon', 8, '`soon` is no time.'],
    ['created>-1h created>-2h', 12, '`created` is asked for twice.'],
    ['err:"ECONN', 4, 'A quotation mark is not closed.'],
    ['err:"a"b', 7, 'A value goes on after its closing quotation mark.'],
    ['ran:maybe', 4, '`maybe` is neither yes nor no.'],
    ['ran>no', 0, '`ran` is not compared by size.'],
    ['ran:yes,no', 8, '`ran` takes one value.'],
    ['dag:a,b', 6, '`dag` takes one value.'],
    ['tag:nightly', 0, 'Tasks cannot be filtered by `tag`.'],
  ])('filter: %s', (text, position, message) => {
    expect(() => parseFilter(text)).toThrow(expect.objectContaining({ message, position }))
  })
})
