import { defaults } from '../defaults.ts'
import { TaskloomError } from '../errors.ts'
import { checkOptions } from './check-options.ts'

/** Limits that a user may set. */
export interface Limits {
  /** The largest payload, in bytes of BSON. */
  readonly payload: number
  /** The largest result, in bytes of BSON. */
  readonly result: number
  /** How often a task is taken from a lost worker before it fails; the sweeper of this process follows it. */
  readonly maxRecoveries: number
}

/** A document of MongoDB holds 16 MiB, and the value is not all of it. */
const largest = 16_700_000

/**
 * Reads the limits of a loom.
 * @throws TaskloomError `INVALID_OPTION` when one is not a size, or more than a document can hold, or no whole number.
 */
export function readLimits(limits: Partial<Limits>): Limits {
  checkOptions('connect({ limits })', limits)
  const { payload, result, maxRecoveries } = limits
  return {
    payload: readSize('payload', payload ?? defaults.maximumPayload),
    result: readSize('result', result ?? defaults.maximumResult),
    maxRecoveries: readCount('maxRecoveries', maxRecoveries ?? defaults.maximumRecoveries),
  }
}

function readCount(name: keyof Limits, count: number): number {
  if (Number.isSafeInteger(count) && count >= 0) return count
  throw new TaskloomError(
    'INVALID_OPTION',
    `\`limits.${name}\` is ${JSON.stringify(count) ?? String(count)}. It must be a whole number, 0 or more.`,
  )
}

function readSize(name: keyof Limits, size: number): number {
  if (Number.isSafeInteger(size) && size >= 1 && size <= largest) return size
  throw new TaskloomError(
    'INVALID_OPTION',
    `\`limits.${name}\` is ${JSON.stringify(size) ?? String(size)}. It must be a whole number of bytes, at most ${largest}: what is larger does not fit into a document of MongoDB.`,
  )
}
