import type { Preferences } from '../preferences/preferences.ts'

type Clock = Preferences['clock']

const shapes = {
  full: { dateStyle: 'medium', timeStyle: 'long' },
  time: { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false },
  day: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hour12: false },
} as const

const formats = new Map<string, Intl.DateTimeFormat>()

/** A point in time with its date, for titles and details: `24 Nov 2026, 14:31:05 UTC`. */
export function formatPoint(time: number, clock: Clock): string {
  return format('full', clock).format(time)
}

/** The time of the day alone: `14:31:05`. */
export function formatClock(time: number, clock: Clock): string {
  return format('time', clock).format(time)
}

/** `14:31` of `14:31:05`; with a date it has no seconds. */
export function withoutSeconds(text: string): string {
  return text.replace(/^(..:..):..$/u, '$1')
}

export const dayMilliseconds = 86_400_000

/** A point on a scale of so many milliseconds: from a day on with its date, `24 Nov, 14:31`; else as `formatClock`. */
export function formatOnScale(time: number, length: number, clock: Clock): string {
  return length < dayMilliseconds ? formatClock(time, clock) : format('day', clock).format(time)
}

function format(shape: keyof typeof shapes, clock: Clock): Intl.DateTimeFormat {
  const name = `${shape} ${clock}`
  const known = formats.get(name)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-GB', {
    ...shapes[shape],
    ...(clock === 'utc' ? { timeZone: 'UTC' } : {}),
  })
  formats.set(name, made)
  return made
}
