import { setTimeout as delay } from 'node:timers/promises'

/**
 * What is remembered grows at first, up to its limits: the last 5,000 changes, the names of the last 10,500 tasks.
 * The engine of JavaScript compiles for about two minutes besides.
 */
const tasksRemembered = 10_500
const warmUp = 120_000

const megabyte = 1_048_576

/** Looks at the heap of this process, after a collection, every second. */
export class HeapWatch {
  readonly #samples: { readonly at: number; readonly used: number }[] = []
  readonly #from: number

  /** @param tasksPerSecond How many new tasks there are a second. */
  constructor(tasksPerSecond: number) {
    this.#from = performance.now() + Math.max(warmUp, (tasksRemembered / tasksPerSecond) * 1_000)
  }

  /** Looks until it is told to end; `each` is called before every look. */
  async watch(signal: AbortSignal, each: () => void): Promise<void> {
    while (!signal.aborted) {
      await delay(1_000)
      each()
      globalThis.gc?.()
      this.#samples.push({ at: performance.now(), used: process.memoryUsage().heapUsed / megabyte })
    }
  }

  /** The heap in megabytes, once a minute. */
  byMinute(): number[] {
    return this.#samples
      .filter((_, second) => second % 60 === 59)
      .map(({ used }) => Math.round(used * 10) / 10)
  }

  /** Megabytes a minute, by least squares, over the time in which nothing has a reason to grow; else undefined. */
  slope(): number | undefined {
    const late = this.#samples.filter(({ at }) => at >= this.#from)
    if (late.length < 60) return undefined
    const [at, used] = [mean(late.map((each) => each.at)), mean(late.map((each) => each.used))]
    const covariance = late.reduce((sum, each) => sum + (each.at - at) * (each.used - used), 0)
    const variance = late.reduce((sum, each) => sum + (each.at - at) ** 2, 0)
    return (covariance / variance) * 60_000
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length
}
