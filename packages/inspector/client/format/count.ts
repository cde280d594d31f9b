const whole = new Intl.NumberFormat('en-GB')
const short = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 })

/** `12,431` */
export function formatCount(count: number): string {
  return whole.format(count)
}

/** `12.4K`, for where room is scarce. */
export function formatShort(count: number): string {
  return count < 10_000 ? whole.format(count) : short.format(count)
}

/** A count that may have been given up at a limit: `10,000+`. */
export function formatCapped({
  count,
  isCapped,
}: {
  readonly count: number
  readonly isCapped: boolean
}): string {
  return `${whole.format(count)}${isCapped ? '+' : ''}`
}

/** A share of one: `12.5 %`, and `<0.1 %` rather than a nought that is none. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.001) return '<0.1 %'
  return `${(share * 100).toFixed(share < 0.1 && share > 0 ? 1 : 0)} %`
}

/** `1 task`, `2 tasks`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${whole.format(count)} ${count === 1 ? one : many}`
}
