import { probableCause } from './probable-cause.ts'

/**
 * In milliseconds. A database that goes away is known to be away after `whileUp` and `patience`, one that comes
 * back to be back after `whileDown` and `patience`: five seconds must do for either, with time to tell it.
 */
export const watchTimes = {
  /** How often a database that is there is asked for a sign of life, and one that is away is tried. */
  whileUp: 1_000,
  whileDown: 2_000,
  /** How long an answer may take. */
  patience: 2_000,
  /** How long the database is watched after somebody asked something. */
  attention: 60_000,
} as const

export type DatabaseStatus =
  | { readonly status: 'connecting' }
  | { readonly status: 'up' }
  | { readonly status: 'down'; readonly since: number; readonly error: string; readonly cause?: string }

/** Knows whether the database is there, while somebody looks, and tells when that changes. */
export class StatusWatch {
  /** Resolves when the database was asked once. */
  readonly first: Promise<void>
  readonly #ask: () => Promise<void>
  readonly #listeners = new Set<(status: DatabaseStatus) => void>()
  #status: DatabaseStatus = { status: 'connecting' }
  #watchUntil = 0
  #isWatching = false
  #isClosed = false

  /** @param ask Asks for a sign of life; rejects when there is none in time. */
  constructor(ask: () => Promise<void>) {
    this.#ask = ask
    this.first = new Promise((resolve) => void this.#watch(resolve))
  }

  get status(): DatabaseStatus {
    return this.#status
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Calls when the database goes away or comes back, until the returned function is called. */
  onStatus(listener: (status: DatabaseStatus) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Somebody looks: the database is watched for a while. */
  attend(): void {
    this.#watchUntil = Date.now() + watchTimes.attention
    if (!this.#isWatching) void this.#watch()
  }

  close(): void {
    this.#isClosed = true
    this.#listeners.clear()
  }

  /** Looks until nobody has asked anything for a while; a database that is away is tried for ever. */
  async #watch(onLooked: () => void = () => {}): Promise<void> {
    this.#isWatching = true
    while (!this.#isClosed) {
      await this.#look()
      onLooked()
      const isDown = this.#status.status === 'down'
      if (!isDown && Date.now() > this.#watchUntil) break
      const wait = isDown ? watchTimes.whileDown : watchTimes.whileUp
      await new Promise<void>((resolve) => void setTimeout(resolve, wait).unref())
    }
    this.#isWatching = false
  }

  async #look(): Promise<void> {
    try {
      await this.#ask()
      this.#tell({ status: 'up' })
    } catch (error) {
      this.#tell(downBecause(error, this.#status))
    }
  }

  #tell(status: DatabaseStatus): void {
    const isNew = status.status !== this.#status.status
    this.#status = status
    if (isNew) for (const listener of this.#listeners) listener(status)
  }
}

function downBecause(error: unknown, before: DatabaseStatus): DatabaseStatus {
  const message = error instanceof Error ? error.message : String(error)
  const cause = probableCause(message)
  return {
    status: 'down',
    since: before.status === 'down' ? before.since : Date.now(),
    error: message,
    ...(cause === undefined ? {} : { cause }),
  }
}
