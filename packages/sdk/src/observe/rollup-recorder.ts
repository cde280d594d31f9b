import { defaults } from '../defaults.ts'
import { bucketOf } from '../document/rollup.ts'
import type { TaskDocument } from '../document/task-document.ts'
import type { TaskEnd } from '../store/flags.ts'
import { writeRollups, type RollupIncrement } from '../store/operations/write-rollups.ts'
import type { Store } from '../store/store.ts'

const minuteLength = 60_000

/**
 * Gathers figures of what this process does, by definition and minute, and writes them in one bulk every few
 * seconds and at the end. Nobody waits for it, and a bulk that fails is dropped.
 */
export class RollupRecorder {
  readonly #store: Store
  readonly #onError: (error: unknown) => void
  #gathered = new Map<string, RollupIncrement & { readonly amounts: Record<string, number> }>()
  #timer: NodeJS.Timeout | undefined

  constructor(store: Store, onError: (error: unknown) => void) {
    this.#store = store
    this.#onError = onError
  }

  /** Tasks ended, in whatever way. */
  ended(ends: readonly Pick<TaskEnd, 'name' | 'state'>[]): void {
    for (const { name, state } of ends) this.#add(name, `ended.${state}`, 1)
  }

  /** The last attempt of a task ended. */
  ran({ name, readyAt, startedAt }: TaskDocument): void {
    if (startedAt === undefined) return
    this.#addTime(name, 'wait', startedAt.getTime() - (readyAt ?? startedAt).getTime())
    this.#addTime(name, 'run', this.#store.clock.now().getTime() - startedAt.getTime())
  }

  /** An attempt failed, and another follows. */
  retried({ name }: TaskDocument): void {
    this.#add(name, 'retried', 1)
  }

  /** Writes what was gathered since the last time. */
  async write(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const gathered = [...this.#gathered.values()]
    this.#gathered = new Map()
    if (gathered.length === 0) return
    try {
      await writeRollups(this.#store, gathered)
    } catch (error) {
      this.#onError(error)
    }
  }

  #addTime(name: string, which: 'wait' | 'run', milliseconds: number): void {
    // The clock of this process may be a little behind that of the server.
    const time = Math.max(0, milliseconds)
    this.#add(name, `${which}.buckets.${bucketOf(time)}`, 1)
    this.#add(name, `${which}.total`, time)
  }

  #add(name: string, path: string, amount: number): void {
    const now = this.#store.clock.now().getTime()
    const minute = new Date(now - (now % minuteLength))
    const key = `${name} ${minute.getTime()}`
    const increment = this.#gathered.get(key) ?? { name, minute, amounts: {} }
    increment.amounts[path] = (increment.amounts[path] ?? 0) + amount
    this.#gathered.set(key, increment)
    this.#timer ??= setTimeout(() => void this.write(), defaults.rollupWrite).unref()
  }
}
