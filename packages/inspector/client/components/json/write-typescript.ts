import { quote, wrap, type Value } from './extended-json.ts'

/** Whether the value at a path, such as `images[2].width`, was withheld. */
export type IsWithheld = (path: string) => boolean

/** What stands in place of a value that the inspector did not get: it is for the reader to fill in. */
const withheldCode = 'undefined /* withheld by the inspector */'

interface Place {
  readonly path: string
  readonly indent: string
}

/** The value as TypeScript writes it, with the classes of `mongodb`. */
export function writeTypeScript(value: Value, isWithheld: IsWithheld, at: Place): string {
  if (isWithheld(at.path)) return withheldCode
  const inner = `${at.indent}  `
  const write = (each: Value, path: string): string =>
    writeTypeScript(each, isWithheld, { path, indent: inner })
  switch (value.kind) {
    case 'object':
      return wrapTrailing(
        value.entries.map(
          ([key, each]) =>
            `${inner}${keyOf(key)}: ${write(each, at.path === '' ? key : `${at.path}.${key}`)}`,
        ),
        ['{', `${at.indent}}`],
      )
    case 'array':
      return wrapTrailing(
        value.items.map((each, place) => `${inner}${write(each, `${at.path}[${place}]`)}`),
        ['[', `${at.indent}]`],
      )
    case 'special':
      return value.code
    case 'string':
      return quote(value.text)
    case 'number':
    case 'boolean':
    case 'null':
      return value.text
  }
}

/** The classes of `mongodb` that a code needs, as they are imported. */
export function classesOf(value: Value): ReadonlySet<string> {
  if (value.kind === 'object') return union(value.entries.map(([, each]) => each))
  if (value.kind === 'array') return union(value.items)
  const [, name = ''] = value.kind === 'special' ? (/^(?:new )?([A-Z]\w+)/u.exec(value.code) ?? []) : []
  return new Set(name === '' || name === 'Date' ? [] : [name])
}

function union(values: readonly Value[]): ReadonlySet<string> {
  return new Set(values.flatMap((each) => [...classesOf(each)]))
}

function wrapTrailing(lines: readonly string[], brackets: readonly [string, string]): string {
  return wrap(
    lines.map((line, place) => (place === lines.length - 1 ? `${line},` : line)),
    brackets,
  )
}

/** In a literal, `__proto__` is a key only in brackets. */
export function keyOf(key: string): string {
  if (key === '__proto__') return "['__proto__']"
  return /^[a-z_$][\w$]*$/iu.test(key) ? key : quote(key)
}
