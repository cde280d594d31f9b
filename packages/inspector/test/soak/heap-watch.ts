import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * What is remembered grows at first, up to its limits: the last 5,000 changes, the names of the last 10,500 tasks,
 * of which each changes twice.
 */
const changesRemembered = 21_000

/** Fewer looks than this tell nothing. */
const fewestLooks = 10

/**
 * How many bytes the heap may grow with every change once nothing has a reason to grow: a row of a list that was
 * kept would be four times that.
 */
export const mostPerChange = 80

interface Look {
  readonly changes: number
  readonly bytes: number
}

/** Looks at the heap of this process, after a collection, every second. */
export class HeapWatch {
  readonly #changes: () => number
  readonly #from: number
  readonly #looks: Look[] = []
  readonly #judged: Look[] = []

  /**
   * @param changes How many changes there were.
   * @param warmUp For how long nothing is judged, in milliseconds: the engine of JavaScript compiles for a while.
   */
  constructor(changes: () => number, warmUp: number) {
    this.#changes = changes
    this.#from = performance.now() + warmUp
  }

  /** Looks until it is told to end; `each` is called before every look. */
  async watch(signal: AbortSignal, each: () => void): Promise<void> {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    while (!signal.aborted) {
      await delay(1_000)
      each()
      collect()
      const look = { changes: this.#changes(), bytes: process.memoryUsage().heapUsed }
      this.#looks.push(look)
      if (look.changes >= changesRemembered && performance.now() >= this.#from) this.#judged.push(look)
    }
  }

  /** The heap in megabytes, once a minute. */
  byMinute(): number[] {
    return this.#looks
      .filter((_, second) => second % 60 === 59)
      .map(({ bytes }) => Math.round(bytes / 104_857.6) / 10)
  }

  /** Bytes a change, by least squares; undefined where the run was too short to tell. */
  growth(): number | undefined {
    const looks = this.#judged
    if (looks.length < fewestLooks) return undefined
    const [changes, bytes] = [mean(looks.map((each) => each.changes)), mean(looks.map((each) => each.bytes))]
    const covariance = looks.reduce((sum, each) => sum + (each.changes - changes) * (each.bytes - bytes), 0)
    const variance = looks.reduce((sum, each) => sum + (each.changes - changes) ** 2, 0)
    return covariance / variance
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length
}
