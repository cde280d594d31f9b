import { expect } from 'vitest'

// vitest types its matchers as `any`, which would silence the compiler wherever they are used.

/** Anything of this class. */
export function any(kind: unknown): unknown {
  return expect.any(kind)
}

/** A string with this in it. */
export function containing(text: string): unknown {
  return expect.stringContaining(text)
}

/** `expect.objectContaining`, whose own type is `any`. */
export function having(parts: object): unknown {
  return expect.objectContaining(parts)
}

/** What a call throws; undefined when it does not. */
export function thrownBy(call: () => unknown): unknown {
  try {
    call()
    return undefined
  } catch (error) {
    return error
  }
}
