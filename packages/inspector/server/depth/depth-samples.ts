import type { Stats } from '@taskloom/sdk/inspect'

import type { ResponseOf } from '../../shared/contract.ts'
import { viewStateOrder, viewStates } from '../../shared/view-states.ts'

/** How often tasks are counted, and how long a count is kept, in milliseconds. */
const interval = 30_000
const kept = 24 * 3_600_000

/** Counting ends when nobody has looked for so long, in milliseconds: a working day. */
const attention = 8 * 3_600_000

type Sample = Pick<Stats, 'at' | 'counts'>

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
  readonly #read: () => Promise<Stats>
  #samples: readonly Sample[] = []
  #timer: NodeJS.Timeout | undefined
  #lookedAt = -Infinity

  /** @param read Counts; what it throws is taken for nothing that could be counted. */
  constructor(read: () => Promise<Stats>) {
    this.#read = read
  }

  /** Somebody looks. */
  attend(): void {
    this.#lookedAt = performance.now()
    if (this.#timer !== undefined) return
    this.#timer = setInterval(() => void this.#sample(), interval)
    this.#timer.unref()
    void this.#sample()
  }

  /** What was counted last in every step, of the states of which there was something. */
  within({ from, step, length }: Steps): Depth {
    const last = new Map(this.#samples.map((sample) => [Math.floor((sample.at - from) / step), sample]))
    const steps = Array.from({ length }, (_, place) => last.get(place)?.counts)
    return openStates
      .map((state) => ({
        state,
        counts: steps.map((counts) => (counts === undefined ? null : (counts[state] ?? 0))),
      }))
      .filter(({ counts }) => counts.some((count) => count !== null && count > 0))
  }

  close(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  async #sample(): Promise<void> {
    if (performance.now() - this.#lookedAt > attention) return this.close()
    try {
      const { at, counts, needsIndexes } = await this.#read()
      if (needsIndexes) return
      this.#samples = [...this.#samples.filter((sample) => sample.at > at - kept), { at, counts }]
    } catch {
      // The database is away, or slow: there is a gap, and the page says why.
    }
  }
}
