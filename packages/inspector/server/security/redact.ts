/** Where a value is that may be changed before it is shown. */
export interface RedactPlace {
  /**
   * `payload` and `result` are those of a task, `metadata` is that of a DAG. `error` is each text of an error (its
   * message, its stack, its first line in a list, what it has in common with others), `progress` what a handler
   * said of how far it is.
   */
  readonly part: 'payload' | 'result' | 'metadata' | 'error' | 'progress'
  /** Whose value it is. Of `metadata`, the id is that of the DAG, and the name is empty. */
  readonly task: { readonly id: string; readonly name: string }
}

/**
 * Changes a payload, a result or the metadata of a DAG (in canonical Extended JSON), or a text of an error or of
 * progress, before it leaves the process. Of a text, what is no text is withheld.
 */
export type Redact = (value: unknown, place: RedactPlace) => unknown

/** What is shown in place of a value that was withheld. */
export const withheld = '•••'

const secretKeys: readonly RegExp[] = [
  /pass(word|wd|phrase)/i,
  /secret/i,
  /token$/i,
  /^(proxy-?)?authorization$/i,
  /cookie/i,
  /api[-_]?key/i,
  /(private|access|encryption|signing)[-_]?key/i,
  /credential/i,
  /^(ssn|cvv|cvc|iban|pin)$/i,
]

export type IsSecret = (key: string) => boolean

/** Whether the values of a key are withheld. Strings are compared whole, in upper or lower case alike. */
export function secretKeysOf(patterns: readonly (string | RegExp)[] = secretKeys): IsSecret {
  const tests = patterns.map((pattern): IsSecret =>
    typeof pattern === 'string'
      ? (key) => key.toLowerCase() === pattern.toLowerCase()
      : (key) => new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).test(key),
  )
  return (key) => tests.some((test) => test(key))
}

/** Withholds the values of secret keys. Returns what is left, and the paths of what was withheld. */
export function withholdSecrets(value: unknown, isSecret: IsSecret): { value: unknown; paths: string[] } {
  const paths: string[] = []
  const visit = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) return value.map((each, place) => visit(each, `${path}[${place}]`))
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).map(([key, each]) => {
      const at = path === '' ? key : `${path}.${key}`
      if (!isSecret(key)) return [key, visit(each, at)]
      paths.push(at)
      return [key, withheld]
    })
    return Object.fromEntries(entries) as unknown
  }
  return { value: visit(value, ''), paths }
}
