import { formatDuration, formatRelative } from '../format/duration.ts'
import { formatClock, formatPoint } from '../format/point-in-time.ts'
import { useNow } from '../live/clock.ts'
import { usePreferences } from '../preferences/preferences.ts'

interface RelativeTimeProps {
  readonly time: number
}

/** How long ago something was, with the point in time as its title. */
export function RelativeTime({ time }: RelativeTimeProps) {
  const now = useNow()
  const { clock } = usePreferences()
  return (
    <time dateTime={new Date(time).toISOString()} title={formatPoint(time, clock)}>
      {formatRelative(time, now)}
    </time>
  )
}

/** The time of the day: it does not change by itself, so nothing that is read out changes every second. */
export function ClockTime({ time }: RelativeTimeProps) {
  const { clock } = usePreferences()
  return (
    <time dateTime={new Date(time).toISOString()} title={formatPoint(time, clock)}>
      {formatClock(time, clock)}
    </time>
  )
}

interface CountdownProps {
  readonly until: number
  /** Said when nothing is left. */
  readonly over: string
}

/** What is left of a time, counting down by the second. */
export function Countdown({ until, over }: CountdownProps) {
  const now = useNow()
  const { clock } = usePreferences()
  return (
    <time dateTime={new Date(until).toISOString()} title={formatPoint(until, clock)}>
      {until <= now ? over : formatDuration(Math.ceil((until - now) / 1_000) * 1_000)}
    </time>
  )
}

interface ElapsedProps {
  readonly from: number
  /** Absent while it lasts. */
  readonly to?: number | undefined
}

/** The length of a stretch of time; it grows while it lasts. */
export function Elapsed({ from, to }: ElapsedProps) {
  return to === undefined ? <Growing from={from} /> : <span>{formatDuration(to - from)}</span>
}

function Growing({ from }: { readonly from: number }) {
  const now = useNow()
  return <span>{formatDuration(Math.floor((now - from) / 1_000) * 1_000)}</span>
}
