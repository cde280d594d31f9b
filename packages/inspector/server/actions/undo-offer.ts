import type { ActionTrace } from '@taskloom/sdk/inspect'

import { Problem } from '../http/problem.ts'

/** How long an action can be undone after it was done, in milliseconds. */
const offeredMilliseconds = 60_000

interface Offer {
  readonly trace: ActionTrace
  readonly until: number
  readonly timer: NodeJS.Timeout
}

/** What an action can be undone by: for a minute, and once. */
export class UndoOffer {
  readonly #onChange: () => void
  #offer: Offer | undefined

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  make(trace: ActionTrace): void {
    const timer = setTimeout(() => this.#end(), offeredMilliseconds)
    timer.unref()
    this.#offer = { trace, until: Date.now() + offeredMilliseconds, timer }
    this.#onChange()
  }

  /** For how long it stands still; undefined when it does not. */
  get millisecondsLeft(): number | undefined {
    return this.#offer === undefined ? undefined : Math.max(1, this.#offer.until - Date.now())
  }

  /** @throws Problem `CONFLICT` when there is none any more, or there never was. */
  get trace(): ActionTrace {
    if (this.#offer !== undefined) return this.#offer.trace
    throw new Problem(
      'CONFLICT',
      'This action cannot be undone.',
      'Only setting a priority and cancelling what had not started can be, once, within a minute.',
    )
  }

  /** Takes what the action is undone by, so that nobody else does. @throws Problem `CONFLICT`. */
  take(): ActionTrace {
    const { trace } = this
    this.#end()
    return trace
  }

  #end(): void {
    clearTimeout(this.#offer?.timer)
    this.#offer = undefined
    this.#onChange()
  }
}
