/** How many tasks, or samples, the measurements take. */
export interface Sizes {
  readonly push: number
  /** Drained with one task at a time. */
  readonly drainSingly: number
  readonly drain: number
  readonly latencySamples: number
  /** Ready tasks behind the blocked ones, or without them. */
  readonly ready: number
  readonly blocked: number
}

/** What the sizes follow. */
export interface SizeRequest {
  readonly isQuick: boolean
  /** The probe found the server slow. */
  readonly isSlow: boolean
  /** A stand-in for MongoDB, whose claims of a single task take time in proportion to all ready tasks. */
  readonly isStandIn: boolean
}

export const fullSizes: Sizes = {
  push: 20_000,
  drainSingly: 20_000,
  drain: 20_000,
  latencySamples: 200,
  ready: 2_000,
  blocked: 50_000,
}

/** The fewest that say anything. */
const fewest = 20

function shrink(size: number, by: number): number {
  return Math.max(fewest, Math.round(size / by))
}

/** The sizes for a server, and why they are not the full ones. */
export function sizesFor({ isQuick, isSlow, isStandIn }: SizeRequest): {
  readonly sizes: Sizes
  readonly reasons: readonly string[]
} {
  const quick = isQuick ? 10 : 1
  const slow = isSlow ? 10 : 1
  const sizes = {
    push: shrink(fullSizes.push, quick * slow),
    drainSingly: shrink(fullSizes.drainSingly, quick * slow * (isStandIn ? 10 : 1)),
    drain: shrink(fullSizes.drain, quick * slow),
    latencySamples: shrink(fullSizes.latencySamples, quick * (isSlow ? 2 : 1)),
    ready: shrink(fullSizes.ready, quick * (isSlow ? 4 : 1)),
    blocked: shrink(fullSizes.blocked, quick * slow),
  }
  const reasons = [
    ...(isQuick ? ['--quick'] : []),
    ...(isSlow ? ['the server is slow'] : []),
    ...(isStandIn ? ['single claims from a long queue are slow on this stand-in for MongoDB'] : []),
  ]
  return { sizes, reasons }
}
