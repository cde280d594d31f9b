import type { EventOf, LocalEventKind } from './events.ts'

type Listener<Kind extends LocalEventKind> = (event: EventOf<Kind>) => void

/**
 * What this process does, for listeners of this process. An event is made only where somebody listens to its
 * kind, so that it costs nothing otherwise.
 */
export class LocalEvents {
  readonly #listeners = new Map<LocalEventKind, Set<(event: never) => void>>()
  readonly #onAny: () => void

  /** `onAny` is called whenever something happens, whether anybody listens or not. */
  constructor(onAny: () => void) {
    this.#onAny = onAny
  }

  /** Listens until the returned function is called. */
  on<Kind extends LocalEventKind>(kind: Kind, listener: Listener<Kind>): () => void {
    const listeners = this.#listeners.get(kind) ?? new Set()
    this.#listeners.set(kind, listeners)
    // The same function may listen twice, and each time has an end of its own.
    const own = (event: EventOf<Kind>): void => listener(event)
    listeners.add(own)
    return () => void listeners.delete(own)
  }

  /** Tells the listeners of a kind; `make` is called only when there are some. */
  tell<Kind extends LocalEventKind>(kind: Kind, make: () => readonly Omit<EventOf<Kind>, 'kind'>[]): void {
    this.#onAny()
    const listeners = this.#listeners.get(kind)
    if (listeners === undefined || listeners.size === 0) return
    for (const facts of make()) for (const listener of listeners) call(listener, kind, { ...facts, kind })
  }

  /** Nobody hears of anything any more. */
  close(): void {
    this.#listeners.clear()
  }
}

/** A listener that throws is warned of, and changes nothing. */
function call(listener: (event: never) => void, kind: LocalEventKind, event: object): void {
  try {
    listener(Object.freeze(event) as never)
  } catch (thrown) {
    const why = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
    process.emitWarning(`A listener of \`${kind}\` threw: ${why}`, { code: 'TASKLOOM_LISTENER' })
  }
}
