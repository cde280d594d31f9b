import type { Session } from '../define/session.ts'
import { pause } from './pause.ts'

/** How often it is looked whether a transaction is over, in milliseconds. */
const glance = 20

/** The longest pause between looks at what became of one. */
const longest = 500

/**
 * What has to be done once a user's transaction is over. The driver tells nobody, so that it is asked; and since
 * `withTransaction` may begin again what it has aborted, and a commit may show late, more than once.
 */
export class Transactions {
  readonly #onError: (error: unknown) => void
  readonly #closed = new AbortController()
  readonly #touched = new WeakMap<Session, Set<string>>()

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  /** The tasks that the transaction of a session has written so far. */
  touched(session: Session): Set<string> {
    const touched = this.#touched.get(session) ?? new Set<string>()
    this.#touched.set(session, touched)
    return touched
  }

  /**
   * Calls `look` when the session is in no transaction any more, with the number of looks so far, until it says
   * that it knows what became of it. In the background: it keeps no process alive.
   */
  watch(session: () => Session | undefined, look: (looks: number) => Promise<boolean>): void {
    void this.#watch(session, look)
  }

  /** Whatever is not over by now is left to the sweeper. */
  close(): void {
    this.#closed.abort()
  }

  async #watch(current: () => Session | undefined, look: (looks: number) => Promise<boolean>): Promise<void> {
    for (let looks = 0; !this.#closed.signal.aborted;) {
      await pause(Math.min(longest, glance * 2 ** looks), this.#closed.signal, { background: true })
      const session = current()
      looks = session?.inTransaction() === true ? 0 : looks + 1
      if (looks === 0 || this.#closed.signal.aborted) continue
      if (session !== undefined) this.#touched.delete(session)
      try {
        if (await look(looks)) return
      } catch (error) {
        this.#onError(error)
      }
    }
  }
}
