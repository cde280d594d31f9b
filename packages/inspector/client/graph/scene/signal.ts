/** Something that happens, for whoever wants to know. `version` grows each time. */
export class Signal {
  version = 0
  readonly #listeners = new Set<() => void>()

  emit(): void {
    this.version += 1
    for (const listener of this.#listeners) listener()
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** For `useSyncExternalStore`. */
  readonly read = (): number => this.version
}
