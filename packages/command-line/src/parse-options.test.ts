import { expect, test } from 'vitest'

import { CommandError } from './command-error.ts'
import { parseOptions, wholeNumber } from './parse-options.ts'

const options = {
  runs: { type: 'string', default: '3' },
  quick: { type: 'boolean', default: false },
} as const

test('options that are not given have their defaults', () => {
  expect({ ...parseOptions([], 'usage', options) }).toEqual({ runs: '3', quick: false })
  expect({ ...parseOptions(['--runs', '5', '--quick'], 'usage', options) }).toEqual({
    runs: '5',
    quick: true,
  })
})

function misspelt(): unknown {
  return parseOptions(['--rusn', '5'], 'Usage: such and such', options)
}

test('what is not understood is answered with the usage', () => {
  expect(misspelt).toThrow(CommandError)
  expect(misspelt).toThrow(/--rusn[^]*Usage: such and such/)
})

test.each(['0', '17', '1.5', 'many', ''])('%j is not a whole number from 1 to 16', (text) => {
  expect(() => wholeNumber('workers', text, 16)).toThrow(/--workers takes a whole number from 1 to 16/)
})

test('a whole number is read', () => {
  expect(wholeNumber('workers', '16', 16)).toBe(16)
})
