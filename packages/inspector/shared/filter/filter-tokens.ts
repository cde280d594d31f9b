import { FilterError } from './filter-error.ts'
import { comparisons } from './filter-fields.ts'
import type { Comparison } from './filter.ts'

export interface Word {
  readonly text: string
  readonly position: number
}

/** One `field:value,value` of the text, unread. */
export interface Token {
  readonly isNegated: boolean
  readonly field: Word
  readonly comparison: Comparison
  readonly values: readonly Word[]
}

const space = /\s/u

/** Cuts a filter into tokens. @throws FilterError */
export function readTokens(text: string): Token[] {
  const tokens: Token[] = []
  let position = 0
  while (position < text.length) {
    if (space.test(text.charAt(position))) {
      position += 1
      continue
    }
    const read = readToken(text, position)
    tokens.push(read.token)
    position = read.end
  }
  return tokens
}

function readToken(text: string, start: number): { token: Token; end: number } {
  const isNegated = text.charAt(start) === '-'
  const fieldStart = isNegated ? start + 1 : start
  let end = fieldStart
  while (end < text.length && /[a-z]/iu.test(text.charAt(end))) end += 1
  const field = { text: text.slice(fieldStart, end), position: fieldStart }
  const sign = comparisons.find((each) => text.startsWith(each, end))
  if (field.text === '' || sign === undefined) throw notATerm(text, start)
  const { values, end: after } = readValues(text, end + sign.length)
  return { token: { isNegated, field, comparison: sign === ':' ? '=' : sign, values }, end: after }
}

function notATerm(text: string, start: number): FilterError {
  const word = /^\S+/u.exec(text.slice(start))?.[0] ?? ''
  return new FilterError(
    `\`${word}\` is not a term of a filter.`,
    { position: start, text: word },
    'Write a field and a value, such as state:failed or type:resize. To look for an id or a name, use the search.',
  )
}

function readValues(text: string, start: number): { values: Word[]; end: number } {
  const values: Word[] = []
  for (let position = start; ; position += 1) {
    const { value, end } =
      text.charAt(position) === '"' ? readQuoted(text, position) : readBare(text, position)
    values.push(value)
    position = end
    if (text.charAt(position) !== ',') return { values, end: endOfTerm(text, position) }
  }
}

function endOfTerm(text: string, position: number): number {
  if (position >= text.length || space.test(text.charAt(position))) return position
  throw new FilterError(
    'A value goes on after its closing quotation mark.',
    { position, text: text.charAt(position) },
    'Put a space between two terms, or a comma between two values.',
  )
}

function readBare(text: string, start: number): { value: Word; end: number } {
  let end = start
  while (end < text.length && !/[\s",]/u.test(text.charAt(end))) end += 1
  if (end > start) return { value: { text: text.slice(start, end), position: start }, end }
  throw new FilterError(
    'A value is missing.',
    { position: start, text: '' },
    'Write a value; one with spaces or commas in quotation marks, such as err:"not found".',
  )
}

/** In quotation marks, `\"` and `\\` stand for themselves. */
function readQuoted(text: string, start: number): { value: Word; end: number } {
  let value = ''
  for (let position = start + 1; position < text.length; position += 1) {
    const character = text.charAt(position)
    if (character === '"') return { value: { text: value, position: start }, end: position + 1 }
    if (character === '\\') position += 1
    value += text.charAt(position)
  }
  throw new FilterError(
    'A quotation mark is not closed.',
    { position: start, text: text.slice(start) },
    'Close it with ", and write a quotation mark within as \\".',
  )
}
