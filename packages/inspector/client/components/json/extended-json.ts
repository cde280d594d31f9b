/** A value of MongoDB as it is shown: nothing is lost of its type and its digits. */
export type Value =
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Value])[] }
  | { readonly kind: 'array'; readonly items: readonly Value[] }
  | { readonly kind: 'string' | 'number' | 'boolean' | 'null'; readonly text: string }
  /** A type of BSON that JSON lacks, such as an ObjectId, with how mongosh and TypeScript write it. */
  | {
      readonly kind: 'special'
      readonly type: string
      readonly text: string
      readonly shell: string
      readonly code: string
    }

type Special = Omit<Extract<Value, { kind: 'special' }>, 'kind'>

const numbers = ['$numberInt', '$numberDouble'] as const

/** How each wrapper of extended JSON is read: its type, what is shown, and how it is written in code. */
const specials: Readonly<Record<string, (inner: unknown) => Special>> = {
  $oid: (inner) => named('ObjectId', inner),
  $numberLong: (inner) => digits('Long', 'NumberLong', inner),
  $numberDecimal: (inner) => digits('Decimal128', 'NumberDecimal', inner),
  $date: (inner) => {
    const text = isoOf(inner)
    return { type: 'Date', text, shell: `ISODate(${JSON.stringify(text)})`, code: `new Date(${quote(text)})` }
  },
  $uuid: (inner) => named('UUID', inner),
  $symbol: (inner) => ({ ...named('Symbol', inner), code: `new BSONSymbol(${quote(String(inner))})` }),
  $binary: (inner) => {
    const { base64, subType } = binaryOf(inner)
    const kind = Number.parseInt(subType, 16)
    return {
      type: 'Binary',
      text: `${bytesOf(base64)} bytes · ${base64}`,
      shell: `BinData(${kind}, ${JSON.stringify(base64)})`,
      code: `Binary.createFromBase64(${quote(base64)}, ${kind})`,
    }
  },
  $timestamp: (inner) => {
    const { t, i } = fieldsOf(inner)
    return {
      type: 'Timestamp',
      text: `${String(t)}, ${String(i)}`,
      shell: `Timestamp(${Number(t)}, ${Number(i)})`,
      code: `new Timestamp({ t: ${Number(t)}, i: ${Number(i)} })`,
    }
  },
  $regularExpression: (inner) => {
    const { pattern, options } = fieldsOf(inner)
    const [source, flags] = [String(pattern), textOf(options, '')]
    const text = `/${source}/${flags}`
    return { type: 'RegExp', text, shell: text, code: `new BSONRegExp(${quote(source)}, ${quote(flags)})` }
  },
  $minKey: () => ({ type: 'MinKey', text: '', shell: 'MinKey()', code: 'new MinKey()' }),
  $maxKey: () => ({ type: 'MaxKey', text: '', shell: 'MaxKey()', code: 'new MaxKey()' }),
  $undefined: () => ({ type: 'Undefined', text: '', shell: 'undefined', code: 'undefined' }),
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

/** Lines between two brackets. */
export function wrap(lines: readonly string[], [open, close]: readonly [string, string]): string {
  return lines.length === 0 ? `${open}${close.trim()}` : `${open}\n${lines.join(',\n')}\n${close}`
}

function shellKey(key: string): string {
  return /^[a-z_]\w*$/iu.test(key) ? key : JSON.stringify(key)
}

function named(type: string, inner: unknown): Special {
  const text = String(inner)
  return { type, text, shell: `${type}(${JSON.stringify(text)})`, code: `new ${type}(${quote(text)})` }
}

function digits(type: string, shell: string, inner: unknown): Special {
  const text = String(inner)
  return {
    type,
    text,
    shell: `${shell}(${JSON.stringify(text)})`,
    code: `${type}.fromString(${quote(text)})`,
  }
}

/** A text as TypeScript writes it. */
export function quote(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
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
