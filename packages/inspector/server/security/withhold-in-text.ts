import { withheld, type IsSecret } from './redact.ts'

/** A key of JSON and the colon behind it; also of JSON within a string of JSON. */
const keys = /"([^"\\]*)\\*"\s*:\s*/g

/**
 * Withholds the values of secret keys in the JSON that stands in a text, also where it breaks off. Other text stays
 * as it is.
 */
export function withholdInText(text: string, isSecret: IsSecret): string {
  let shown = ''
  let from = 0
  for (const { 0: found, 1: key = '', index } of text.matchAll(keys)) {
    if (index < from || !isSecret(key)) continue
    const start = index + found.length
    shown += `${text.slice(from, start)}"${withheld}"`
    from = endOfValue(text, start)
  }
  return shown + text.slice(from)
}

/** Where a value ends; the end of the text where it breaks off before. */
function endOfValue(text: string, start: number): number {
  const quote = quoteAt(text, start)
  if (quote !== undefined) return endOfString(text, start + quote.length, quote)
  if (text[start] === '{' || text[start] === '[') return endOfNested(text, start)
  const rest = text.slice(start).search(/[\s,}\]]/)
  return rest === -1 ? text.length : start + rest
}

/** A quote, with the backslashes that it has in a string of JSON. */
function quoteAt(text: string, start: number): string | undefined {
  let end = start
  while (text[end] === '\\') end += 1
  return text[end] === '"' ? text.slice(start, end + 1) : undefined
}

function endOfString(text: string, start: number, quote: string): number {
  for (let at = text.indexOf(quote, start); at !== -1; at = text.indexOf(quote, at + 1))
    if (text[at - 1] !== '\\') return at + quote.length
  return text.length
}

function endOfNested(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at += 1) {
    const character = text[at] ?? ''
    if (character === '"') at = endOfString(text, at + 1, '"') - 1
    else if ('{['.includes(character)) depth += 1
    else if ('}]'.includes(character)) depth -= 1
    if (depth === 0) return at + 1
  }
  return text.length
}
