import type { LoomEvent } from './events.ts'

/** Who gets the events of a source. */
export interface EventSink {
  take(events: readonly LoomEvent[]): void
  /** The source has lost some. */
  miss(): void
  /** The source failed, and tries again. */
  fail(error: unknown): void
}

/** Where the events of all processes come from: a change stream, or looks at what has changed. */
export interface EventSource {
  /** Resolves when nothing is missed any more; with false where the server has no such source. */
  open(): Promise<boolean>
  close(): Promise<void>
  /** Something happened in this process: a source that looks may look at once. */
  nudge(): void
}
