/**
 * How far looks reach back behind the latest change that was seen, in milliseconds: a write can become
 * visible a little after one with a later time.
 */
const overlap = 1_000

/** What looks at the latest changes have seen already, so that one that reaches back tells nothing twice. */
export class SeenWindow {
  readonly #seen = new Map<string, number>()
  #latest: number

  /** `start` is the server's time now. */
  constructor(start: Date) {
    this.#latest = start.getTime()
  }

  /** Where the next look begins. */
  get from(): Date {
    return new Date(this.#latest - overlap)
  }

  /** Notes a change. Returns whether it is new. */
  note(key: string, at: Date): boolean {
    this.#latest = Math.max(this.#latest, at.getTime())
    const full = `${at.getTime()} ${key}`
    if (this.#seen.has(full)) return false
    this.#seen.set(full, at.getTime())
    return true
  }

  /** Forgets what no look reaches back to. */
  prune(): void {
    for (const [key, at] of this.#seen) if (at < this.#latest - overlap) this.#seen.delete(key)
  }
}
