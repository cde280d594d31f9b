/** Gives out the ordinals of this process: microseconds of the server's time, never one twice, never back. */
export class Ordinals {
  #last = 0

  /** Reserves this many in a row; returns the first. */
  reserve(count: number, now: Date): number {
    const first = Math.max(this.#last + 1, now.getTime() * 1_000)
    this.#last = first + count - 1
    return first
  }
}
