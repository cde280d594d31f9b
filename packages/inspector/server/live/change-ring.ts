/** A task that changed, as the ring remembers it: what it is now is read when it is told again. */
export interface RememberedChange {
  readonly sequence: number
  readonly id: string
  readonly dagId: string
}

interface Entry extends RememberedChange {
  readonly at: number
}

interface RingLimits {
  /** How many changes are remembered. */
  readonly most: number
  /** For how long, in milliseconds. */
  readonly longest: number
}

/** The last changes, for browsers that were away for a moment. It forgets the oldest, and knows that it did. */
export class ChangeRing {
  readonly #limits: RingLimits
  #entries: Entry[] = []
  #forgotten = 0

  constructor(limits: RingLimits = { most: 5_000, longest: 5 * 60_000 }) {
    this.#limits = limits
  }

  get size(): number {
    return this.#entries.length
  }

  add(changes: readonly RememberedChange[], now: number = Date.now()): void {
    for (const change of changes) this.#entries.push({ ...change, at: now })
    const { most, longest } = this.#limits
    const old = this.#entries.findIndex(({ at }) => at > now - longest)
    const surplus = this.#entries.length - most
    const count = Math.max(old === -1 ? this.#entries.length : old, surplus)
    if (count > 0) this.#forget(count)
  }

  /** Nothing up to here can be told any more: something was missed. */
  break(sequence: number): void {
    this.#entries = []
    this.#forgotten = sequence
  }

  /** What changed after this, each task once; undefined when some of it is forgotten. */
  since(sequence: number): readonly RememberedChange[] | undefined {
    if (sequence < this.#forgotten) return undefined
    const latest = new Map<string, RememberedChange>()
    for (const entry of this.#entries) if (entry.sequence > sequence) latest.set(entry.id, entry)
    return [...latest.values()]
  }

  #forget(count: number): void {
    const gone = this.#entries.splice(0, count)
    this.#forgotten = gone.at(-1)?.sequence ?? this.#forgotten
  }
}
