import type { ResponseOf } from './contract.ts'

type TaskRow = ResponseOf<'tasks'>['items'][number]

/**
 * The events of the live stream, by their SSE name. Every one has an id (`epoch:number`) by which a browser that
 * was away resumes; where that is no longer possible it gets `reset` and reads everything anew.
 *
 * Topics (`?topics=`, separated by commas): `stats`, `tasks` (every task), `dag:<id>`, `task:<id>`, `action:<id>`.
 */
export interface LiveEvents {
  readonly hello: { readonly epoch: string; readonly sequence: number; readonly live: 'stream' | 'polling' }
  /** Tasks that changed, each once, at most 500, ten times a second; after a quiet while one may come early. */
  readonly tasks: { readonly tasks: readonly TaskRow[] }
  /** Too much changed to be told: read again what shows this. */
  readonly dirty: { readonly scope: string }
  readonly removed: { readonly ids: readonly string[] }
  readonly stats: ResponseOf<'stats'>
  readonly dag: ResponseOf<'dag'>['dag']
  readonly action: ResponseOf<'action'>
  /** The state of the server's way to the database. */
  readonly database: { readonly status: 'up' | 'down'; readonly error?: string; readonly since?: number }
  readonly reset: { readonly reason: string }
}

export type LiveEventName = keyof LiveEvents
