import { describeValue } from './define/describe-value.ts'
import { TaskloomError } from './errors.ts'

/** A length of time: milliseconds, or a number with its unit, such as `'90s'`, `'5m'` or `'1.5h'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`

const millisecondsPer = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

const pattern = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/

/**
 * Converts a duration to milliseconds.
 * @param name What the duration is for, as the message of an error names it.
 * @throws TaskloomError `INVALID_OPTION` when it is not a duration, negative or not finite.
 */
export function toMilliseconds(duration: Duration, name: string): number {
  const milliseconds = Math.round(typeof duration === 'number' ? duration : parse(duration))
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return milliseconds
  throw new TaskloomError(
    'INVALID_OPTION',
    `\`${name}\` is ${describe(duration)}, which is not a duration. Pass milliseconds, or a number with ms, s, m, h or d, such as '90s'.`,
  )
}

function parse(duration: unknown): number {
  const match = typeof duration === 'string' ? pattern.exec(duration) : null
  if (match === null) return Number.NaN
  return Number(match[1]) * millisecondsPer[match[2] as keyof typeof millisecondsPer]
}

function describe(duration: unknown): string {
  if (typeof duration === 'string') return JSON.stringify(duration)
  return typeof duration === 'number' ? String(duration) : describeValue(duration)
}
