import { pause } from './pause.ts'

export interface WakeUpOptions {
  /** The first pause after something was found, in milliseconds. */
  readonly shortest: number
  /** The longest pause: the net that correctness rests on. */
  readonly longest: () => number
}

/**
 * Lets idle pollers sleep until something of theirs may be ready: woken by a push or settle of this process
 * or by the change stream, and otherwise after a pause that doubles from `shortest` to `longest`.
 */
export class WakeUp {
  readonly #options: WakeUpOptions
  readonly #sleepers = new Set<{ readonly names: ReadonlySet<string>; readonly wake: () => void }>()
  #version = 0

  constructor(options: WakeUpOptions) {
    this.#options = options
  }

  /** Wakes whoever waits for one of these definitions; without names, everybody. */
  wake(names?: readonly string[]): void {
    this.#version += 1
    for (const sleeper of this.#sleepers)
      if (names === undefined || names.some((name) => sleeper.names.has(name))) sleeper.wake()
  }

  /** Counts the wakes. Read it before looking, and pass it to `sleep`: a wake in between is not slept through. */
  get version(): number {
    return this.#version
  }

  /** Sleeps after `looks` looks in a row that found nothing. */
  async sleep(sleep: {
    readonly names: readonly string[]
    readonly looks: number
    readonly since: number
    readonly signal: AbortSignal
  }): Promise<void> {
    if (sleep.signal.aborted || sleep.since !== this.#version) return
    const woken = new AbortController()
    const sleeper = { names: new Set(sleep.names), wake: () => woken.abort() }
    this.#sleepers.add(sleeper)
    const { shortest, longest } = this.#options
    const milliseconds = Math.min(longest(), shortest * 2 ** Math.min(sleep.looks, 16))
    await pause(milliseconds * (0.8 + Math.random() * 0.2), AbortSignal.any([woken.signal, sleep.signal]))
    this.#sleepers.delete(sleeper)
  }
}
