import { defaults } from '../defaults.ts'
import { TaskloomError } from '../errors.ts'
import { checkOptions } from './check-options.ts'

/** Sizes that a user may set, in bytes of BSON. */
export interface Limits {
  readonly payload: number
  readonly result: number
}

/** A document of MongoDB holds 16 MiB, and the value is not all of it. */
const largest = 16_700_000

/**
 * Reads the limits of a loom.
 * @throws TaskloomError `INVALID_OPTION` when one is not a size, or more than a document can hold.
 */
export function readLimits(limits: Partial<Limits>): Limits {
  checkOptions('connect({ limits })', limits)
  const { payload, result } = limits
  return {
    payload: readSize('payload', payload ?? defaults.maximumPayload),
    result: readSize('result', result ?? defaults.maximumResult),
  }
}

function readSize(name: keyof Limits, size: number): number {
  if (Number.isSafeInteger(size) && size >= 1 && size <= largest) return size
  throw new TaskloomError(
    'INVALID_OPTION',
    `\`limits.${name}\` is ${JSON.stringify(size) ?? String(size)}. It must be a whole number of bytes, at most ${largest}: what is larger does not fit into a document of MongoDB.`,
  )
}
