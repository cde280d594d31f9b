import type { ChangeFeed, ChangeListener } from '@taskloom/sdk/inspect'
import type { Logger } from 'pino'

import type { DatabaseAccess } from '../database/database.ts'
import { within } from '../database/within.ts'

/** How long a browser waits until the feed misses nothing, in milliseconds. */
const patience = 5_000

/** How long the feed stays open after the last browser has gone, in milliseconds. */
const lingering = 30_000

interface LiveFeedParts {
  readonly database: DatabaseAccess
  readonly listener: ChangeListener
  readonly logger: Logger
  /** Called when the feed was open and is not any more: from now on nothing tells of changes. */
  readonly onClosed: () => void
}

/** The one feed of changes of a process: open while a browser listens, and a little longer. */
export class LiveFeed {
  readonly #database: DatabaseAccess
  readonly #listener: ChangeListener
  readonly #logger: Logger
  readonly #onClosed: () => void
  #feed: ChangeFeed | undefined
  #isWanted = false
  #end: NodeJS.Timeout | undefined

  constructor({ database, listener, logger, onClosed }: LiveFeedParts) {
    this.#database = database
    this.#listener = listener
    this.#logger = logger
    this.#onClosed = onClosed
  }

  get isOpen(): boolean {
    return this.#feed !== undefined
  }

  /** A browser listens. Resolves when it misses nothing any more, or when that takes too long. */
  want(): Promise<void> {
    clearTimeout(this.#end)
    this.#isWanted = true
    return this.#open()
  }

  /** The last browser has gone. */
  unwant(): void {
    clearTimeout(this.#end)
    this.#end = setTimeout(() => void this.close(), lingering)
    this.#end.unref()
  }

  async close(): Promise<void> {
    clearTimeout(this.#end)
    this.#isWanted = false
    const feed = this.#feed
    if (feed === undefined) return
    this.#feed = undefined
    this.#onClosed()
    await feed.close()
  }

  async #open(): Promise<void> {
    try {
      const { inspection } = await this.#database.use()
      if (this.#isWanted) this.#feed ??= inspection.watchChanges(this.#listener)
      // What a browser reads after its greeting is never older than what it is told.
      if (this.#feed !== undefined) await within(patience, this.#feed.opened)
    } catch (error) {
      this.#logger.debug({ err: error }, 'The feed of changes could not be opened yet')
    }
  }
}
