/** A value of MongoDB as it is shown: nothing is lost of its type and its digits. */
export type Value =
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Value])[] }
  | { readonly kind: 'array'; readonly items: readonly Value[] }
  | { readonly kind: 'string' | 'number' | 'boolean' | 'null'; readonly text: string }
  /** A type of BSON that JSON lacks, such as an ObjectId. */
  | { readonly kind: 'special'; readonly type: string; readonly text: string; readonly shell: string }

type Special = Omit<Extract<Value, { kind: 'special' }>, 'kind'>

const numbers = ['$numberInt', '$numberDouble'] as const

/** How each wrapper of extended JSON is read: its type, what is shown, and how mongosh writes it. */
const specials: Readonly<Record<string, (inner: unknown) => Special>> = {
  $oid: (inner) => named('ObjectId', inner),
  $numberLong: (inner) => ({ type: 'Long', text: String(inner), shell: `NumberLong("${String(inner)}")` }),
  $numberDecimal: (inner) => ({
    type: 'Decimal128',
    text: String(inner),
    shell: `NumberDecimal("${String(inner)}")`,
  }),
  $date: (inner) => {
    const text = isoOf(inner)
    return { type: 'Date', text, shell: `ISODate("${text}")` }
  },
  $uuid: (inner) => named('UUID', inner),
  $symbol: (inner) => named('Symbol', inner),
  $binary: (inner) => {
    const { base64, subType } = binaryOf(inner)
    return {
      type: 'Binary',
      text: `${bytesOf(base64)} bytes · ${base64}`,
      shell: `BinData(${Number.parseInt(subType, 16)}, "${base64}")`,
    }
  },
  $timestamp: (inner) => {
    const { t, i } = fieldsOf(inner)
    return {
      type: 'Timestamp',
      text: `${String(t)}, ${String(i)}`,
      shell: `Timestamp(${String(t)}, ${String(i)})`,
    }
  },
  $regularExpression: (inner) => {
    const { pattern, options } = fieldsOf(inner)
    const text = `/${String(pattern)}/${textOf(options, '')}`
    return { type: 'RegExp', text, shell: text }
  },
  $minKey: () => ({ type: 'MinKey', text: '', shell: 'MinKey()' }),
  $maxKey: () => ({ type: 'MaxKey', text: '', shell: 'MaxKey()' }),
  $undefined: () => ({ type: 'Undefined', text: '', shell: 'undefined' }),
}

/** Reads MongoDB's extended JSON. A key such as `$set` that is no wrapper is a key like any other. */
export function readValue(raw: unknown): Value {
  if (Array.isArray(raw)) return { kind: 'array', items: raw.map(readValue) }
  if (typeof raw === 'object' && raw !== null) return readObject(raw as Readonly<Record<string, unknown>>)
  if (typeof raw === 'string') return { kind: 'string', text: raw }
  if (typeof raw === 'number') return { kind: 'number', text: String(raw) }
  if (typeof raw === 'boolean') return { kind: 'boolean', text: String(raw) }
  return { kind: 'null', text: raw === undefined ? 'undefined' : 'null' }
}

function readObject(raw: Readonly<Record<string, unknown>>): Value {
  const [only, second] = Object.entries(raw)
  if (only !== undefined && second === undefined) {
    const [wrapper, inner] = only
    if ((numbers as readonly string[]).includes(wrapper)) return { kind: 'number', text: String(inner) }
    const read = Object.hasOwn(specials, wrapper) ? specials[wrapper] : undefined
    if (read !== undefined) return { kind: 'special', ...read(inner) }
  }
  return {
    kind: 'object',
    entries: Object.entries(raw).map(([key, value]) => [key, readValue(value)] as const),
  }
}

/** The value as mongosh reads it. */
export function writeShell(value: Value, indent = ''): string {
  const inner = `${indent}  `
  if (value.kind === 'object') {
    const lines = value.entries.map(([key, each]) => `${inner}${shellKey(key)}: ${writeShell(each, inner)}`)
    return wrap(lines, ['{', `${indent}}`])
  }
  if (value.kind === 'array') {
    return wrap(
      value.items.map((each) => `${inner}${writeShell(each, inner)}`),
      ['[', `${indent}]`],
    )
  }
  if (value.kind === 'special') return value.shell
  return value.kind === 'string' ? JSON.stringify(value.text) : value.text
}

function wrap(lines: readonly string[], [open, close]: readonly [string, string]): string {
  return lines.length === 0 ? `${open}${close.trim()}` : `${open}\n${lines.join(',\n')}\n${close}`
}

function shellKey(key: string): string {
  return /^[a-z_]\w*$/iu.test(key) ? key : JSON.stringify(key)
}

function named(type: string, inner: unknown): Special {
  return { type, text: String(inner), shell: `${type}("${String(inner)}")` }
}

function isoOf(inner: unknown): string {
  const milliseconds = typeof inner === 'string' ? Date.parse(inner) : Number(fieldsOf(inner)['$numberLong'])
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? JSON.stringify(inner) : date.toISOString()
}

function binaryOf(inner: unknown): { readonly base64: string; readonly subType: string } {
  const { base64, subType } = fieldsOf(inner)
  return { base64: textOf(base64, ''), subType: textOf(subType, '00') }
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}

function bytesOf(base64: string): number {
  return Math.floor((base64.replaceAll('=', '').length * 3) / 4)
}

function fieldsOf(inner: unknown): Readonly<Record<string, unknown>> {
  return typeof inner === 'object' && inner !== null ? { ...inner } : {}
}
