const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** A length of time in two parts at most: `340 ms`, `4.2 s`, `3 m 05 s`, `2 h 10 m`, `5 d 3 h`. */
export function formatDuration(milliseconds: number): string {
  const length = Math.max(0, milliseconds)
  if (length < second) return `${Math.round(length)} ms`
  if (length < 10 * second) return `${(Math.floor(length / 100) / 10).toFixed(1)} s`
  if (length < minute) return `${Math.floor(length / second)} s`
  if (length < hour) return parts(length, [minute, 'm'], [second, 's'])
  if (length < day) return parts(length, [hour, 'h'], [minute, 'm'])
  return parts(length, [day, 'd'], [hour, 'h'])
}

type Unit = readonly [number, string]

function parts(length: number, [large, largeName]: Unit, [small, smallName]: Unit): string {
  const rest = Math.floor((length % large) / small)
  const whole = `${Math.floor(length / large)} ${largeName}`
  return rest === 0 ? whole : `${whole} ${String(rest).padStart(2, '0')} ${smallName}`
}

/** How far a point in time lies from now, in one part: `just now`, `4 s ago`, `in 3 m`. */
export function formatRelative(time: number, now: number): string {
  const distance = Math.abs(now - time)
  if (distance < second) return 'just now'
  const length = onePart(distance)
  return time <= now ? `${length} ago` : `in ${length}`
}

function onePart(length: number): string {
  if (length < minute) return `${Math.floor(length / second)} s`
  if (length < hour) return `${Math.floor(length / minute)} m`
  if (length < day) return `${Math.floor(length / hour)} h`
  return `${Math.floor(length / day)} d`
}
