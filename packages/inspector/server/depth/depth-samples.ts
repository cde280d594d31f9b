import type { ViewCounts } from '@taskloom/sdk/inspect'

import type { ResponseOf } from '../../shared/contract.ts'
import { viewStateOrder, viewStates } from '../../shared/view-states.ts'

/** How often tasks are counted, and how long a count is kept, in milliseconds. */
const interval = 30_000
const kept = 24 * 3_600_000

/** Counting ends when nobody has looked for so long, in milliseconds: a working day. */
const attention = 8 * 3_600_000

/** How many tasks there are in each state at one time. */
export interface Sample {
  readonly at: number
  readonly counts: ViewCounts
}

/** As many as are counted of each state; one that is the rest of them all is known beyond it, now and then. */
const most = 10_000

type Depth = ResponseOf<'series'>['depth']

/** What is open, in the order in which it is stacked. */
const openStates = viewStateOrder.filter((state) => !viewStates[state].isSettled)

/** The steps of a chart; times in milliseconds. */
interface Steps {
  readonly from: number
  readonly step: number
  readonly length: number
}

/**
 * How many tasks were open, in which state, as this inspector has counted them since somebody first looked. Nobody else
 * keeps it: the rollups have what ended. Where nothing was counted there is nothing, not a guess.
 */
export class DepthSamples {
  readonly #read: () => Promise<Sample | undefined>
  #samples: readonly Sample[] = []
  #timer: NodeJS.Timeout | undefined
  #lookedAt = -Infinity
  #isClosed = false

  /** @param read Counts; what it throws is taken for nothing that could be counted. */
  constructor(read: () => Promise<Sample | undefined>) {
    this.#read = read
  }

  /** Somebody looks. */
  attend(): void {
    this.#lookedAt = performance.now()
    if (this.#timer !== undefined || this.#isClosed) return
    this.#timer = setInterval(() => void this.#sample(), interval)
    this.#timer.unref()
    void this.#sample()
  }

  /** What was counted last in every step, of the states of which there was something, and since when it is counted. */
  within({ from, step, length }: Steps): Depth {
    const [first] = this.#samples
    const last = new Map(this.#samples.map(({ at, counts }) => [Math.floor((at - from) / step), counts]))
    const steps = Array.from({ length }, (_, place) => last.get(place))
    const states = openStates
      .map((state) => ({
        state,
        counts: steps.map((counts) => (counts === undefined ? null : Math.min(counts[state] ?? 0, most))),
      }))
      .filter(({ counts }) => counts.some((count) => count !== null && count > 0))
    return { ...(first === undefined ? {} : { from: first.at }), states }
  }

  close(): void {
    this.#isClosed = true
    this.#rest()
  }

  #rest(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  async #sample(): Promise<void> {
    if (performance.now() - this.#lookedAt > attention) return this.#rest()
    try {
      const sample = await this.#read()
      if (sample === undefined) return
      this.#samples = [...this.#samples.filter(({ at }) => at > sample.at - kept), sample]
    } catch {
      // The database is away, or slow: there is a gap, and the page says why.
    }
  }
}
