/** Whether a value from a file is what it should be. */
export type Check = (value: unknown) => boolean

export type Fields = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}

export function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** The longest that a `Date` may be away from 1970. */
const mostMilliseconds = 8.64e15

export const isTime: Check = (value) => Number.isInteger(value) && Math.abs(Number(value)) <= mostMilliseconds

/** A whole number from 0 to below another. */
export function below(most: number): Check {
  return (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < most
}

export const isCount = below(Infinity)

/** How many items a list has; none, if it is no list. */
export function sizeOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0
}

/** @param size How many there must be; any number, without it. */
export function listOf(check: Check, size?: number): Check {
  return (value) =>
    Array.isArray(value) && value.length === (size ?? value.length) && value.every((item) => check(item))
}

/** The first field that is not what it should be. */
export function wrongField(fields: Fields, checks: Readonly<Record<string, Check>>): string | undefined {
  return Object.keys(checks).find((name) => checks[name]?.(fields[name]) !== true)
}
