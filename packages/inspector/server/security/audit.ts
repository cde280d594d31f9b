import type { Logger } from 'pino'

/** One write, as the audit log keeps it. */
export interface AuditEntry {
  readonly at: Date
  /** Who did it. */
  readonly identity: string
  /** What was done: the kind of an action, or `create indexes`. */
  readonly kind: string
  /** `started` when it was asked for, `ended` when it is done, with what came of it. */
  readonly stage: 'started' | 'ended'
  readonly target?: unknown
  /** Of a payload only that one was given. */
  readonly options?: unknown
  readonly counts?: Readonly<Record<string, number>>
  readonly actionId?: string
  readonly requestId?: string
}

export type Audit = (entry: Omit<AuditEntry, 'at'>) => void

/** Tells the log, and a hook of the user's, of every write. A hook that throws stops nothing. */
export function openAudit(logger: Logger, hook: ((entry: AuditEntry) => void) | undefined): Audit {
  const log = logger.child({ audit: true })
  return (facts) => {
    const entry = { at: new Date(), ...facts }
    log.info(entry, `${entry.identity}: ${entry.kind} ${entry.stage}`)
    try {
      hook?.(entry)
    } catch (error) {
      logger.error({ err: error }, 'onAudit threw')
    }
  }
}
