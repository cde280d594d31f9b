import type { TaskRow } from '@taskloom/sdk/inspect'

/** How many changes may wait for the next batch. */
const most = 5_000

/** What changed since the last batch: every task once, as it is now. */
export class PendingChanges {
  #rows = new Map<string, TaskRow>()
  #removed = new Set<string>()
  #isOverfull = false

  change(rows: readonly TaskRow[]): void {
    for (const row of rows) {
      this.#rows.set(row.id, row)
      this.#removed.delete(row.id)
    }
    this.#limit()
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) {
      this.#rows.delete(id)
      this.#removed.add(id)
    }
    this.#limit()
  }

  /** Changes were lost. */
  miss(): void {
    this.#isOverfull = true
    this.#limit()
  }

  /** Takes everything out; `isOverfull` when there was more than could be kept. */
  take(): Batch {
    const batch = {
      rows: [...this.#rows.values()],
      removed: [...this.#removed],
      isOverfull: this.#isOverfull,
    }
    this.#rows = new Map()
    this.#removed = new Set()
    this.#isOverfull = false
    return batch
  }

  #limit(): void {
    if (!this.#isOverfull && this.#rows.size + this.#removed.size <= most) return
    this.#isOverfull = true
    this.#rows.clear()
    this.#removed.clear()
  }
}

export interface Batch {
  readonly rows: readonly TaskRow[]
  readonly removed: readonly string[]
  readonly isOverfull: boolean
}
