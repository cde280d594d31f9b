/** Who wants to know when the card of a node has to be drawn again. */
export class CardListeners {
  readonly #listeners = new Map<string, Set<() => void>>()
  readonly #versions = new Map<string, number>()

  subscribe(key: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(key) ?? new Set()
    this.#listeners.set(key, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) this.#listeners.delete(key)
    }
  }

  /** Another number whenever the card has to be drawn again. */
  version(key: string): number {
    return this.#versions.get(key) ?? 0
  }

  tell(key: string): void {
    const listeners = this.#listeners.get(key)
    if (listeners === undefined) return
    this.#versions.set(key, this.version(key) + 1)
    for (const listener of listeners) listener()
  }

  tellAll(): void {
    for (const key of this.#listeners.keys()) this.tell(key)
  }
}
