/** How many tasks are remembered, and for how long in milliseconds: an echo comes within a second, or not at all. */
const [most, knownFor] = [10_000, 5_000]

/**
 * What this process makes ready. Its own workers hear of it directly, so that what its change stream says of it is an
 * echo: no news, and it would cost each of them a look for nothing.
 */
export class OwnNews {
  readonly #ids = new Map<string, number>()
  /** Nothing is remembered while no stream would say it. */
  isHeard = false

  /** Call it before the write: the stream may be faster than its answer. */
  expect(ids: readonly string[]): void {
    if (!this.isHeard) return
    const until = performance.now() + knownFor
    for (const id of ids) this.#ids.set(id, until)
    for (const id of this.#ids.keys()) {
      if (this.#ids.size <= most) return
      this.#ids.delete(id)
    }
  }

  /** Whether a notice is the echo of a write of this process; each has one. */
  isEcho(id: string): boolean {
    const until = this.#ids.get(id)
    this.#ids.delete(id)
    return until !== undefined && performance.now() < until
  }
}
