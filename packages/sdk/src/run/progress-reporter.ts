import type { StoredProgress } from '../document/task-document.ts'
import type { Held } from '../store/operations/renew-leases.ts'
import { writeProgress } from '../store/operations/write-progress.ts'
import type { Store } from '../store/store.ts'

/** How often progress is written at the most, in milliseconds. */
const interval = 500

/** Writes what handlers report, the latest of each task, in one bulk twice a second. */
export class ProgressReporter {
  readonly #store: Store
  readonly #onError: (error: unknown) => void
  readonly #latest = new Map<string, { readonly held: Held; readonly progress: StoredProgress }>()
  #timer: NodeJS.Timeout | undefined

  constructor(store: Store, onError: (error: unknown) => void) {
    this.#store = store
    this.#onError = onError
  }

  report(held: Held, progress: StoredProgress): void {
    this.#latest.set(held.id, { held, progress })
    this.#timer ??= setTimeout(() => void this.#write(), interval).unref()
  }

  forget(held: Held): void {
    this.#latest.delete(held.id)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#latest.clear()
  }

  async #write(): Promise<void> {
    this.#timer = undefined
    const reports = [...this.#latest.values()]
    this.#latest.clear()
    try {
      await writeProgress(this.#store, reports)
    } catch (error) {
      this.#onError(error)
    }
  }
}
