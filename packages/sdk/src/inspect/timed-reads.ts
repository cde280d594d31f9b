import type { ReadTimes } from '../store/read/inspect/system-shapes.ts'

/** How many reads of a kind are remembered. */
const remembered = 500

/** Remembers how long reads took. */
export class TimedReads {
  readonly #times = new Map<string, number[]>()
  readonly #counts = new Map<string, number>()

  /** Runs a read, and remembers how long it took, also when it failed. */
  async time<Answer>(name: string, read: () => Promise<Answer>): Promise<Answer> {
    const start = performance.now()
    try {
      return await read()
    } finally {
      const times = this.#times.get(name) ?? []
      this.#times.set(name, times)
      times.push(performance.now() - start)
      if (times.length > remembered) times.shift()
      this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
    }
  }

  /** The figures of every kind of read, the slowest first. */
  report(): ReadTimes[] {
    const reads = [...this.#times].map(([name, times]) => {
      const sorted = times.toSorted((one, other) => one - other)
      const at = (share: number): number =>
        rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
      return { name, count: this.#counts.get(name) ?? 0, p50: at(0.5), p95: at(0.95), slowest: at(1) }
    })
    return reads.toSorted((one, other) => other.p95 - one.p95)
  }
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10
}
