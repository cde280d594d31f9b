/** After this long without a notice the next one is passed on at once, in milliseconds. */
const calm = 200

/** In between, notices are gathered for this long, and a part of it that is left to chance. */
const gathered = 10
const chance = 30

/**
 * Paces the notices of the change stream: every process gets every notice, and if all of them looked at once
 * for each, most looks would find that another was faster. The first notice after a calm is passed on at once;
 * those that follow are gathered, and each process takes its time. The process that made something ready wakes
 * its own workers directly, and is not slowed down by this.
 */
export class NoticePacer {
  readonly #wake: (names: readonly string[] | undefined) => void
  readonly #names = new Set<string>()
  #isForAll = false
  #lastWake = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined

  constructor(wake: (names: readonly string[] | undefined) => void) {
    this.#wake = wake
  }

  /** Something of this definition is ready; of any, without a name. */
  notice(name: string | undefined): void {
    if (name === undefined) this.#isForAll = true
    else this.#names.add(name)
    if (this.#timer !== undefined) return
    if (performance.now() - this.#lastWake >= calm) this.#pass()
    else this.#timer = setTimeout(() => this.#pass(), gathered + Math.random() * chance).unref()
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #pass(): void {
    this.#timer = undefined
    this.#lastWake = performance.now()
    const names = this.#isForAll ? undefined : [...this.#names]
    this.#names.clear()
    this.#isForAll = false
    this.#wake(names)
  }
}
