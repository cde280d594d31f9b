import type { Logger } from 'pino'

/** One write, as the audit log keeps it. */
export interface AuditEntry {
  readonly at: Date
  /** Who did it. */
  readonly identity: string
  /** What was done: the kind of an action, `stop` of one, or `create indexes`. */
  readonly kind: string
  /** Of `stop`, the kind of the action that was stopped. */
  readonly stopped?: string
  /** `started` when it was asked for, `ended` when it is done, with what came of it. */
  readonly stage: 'started' | 'ended'
  readonly target?: unknown
  /** Of a payload only that one was given. */
  readonly options?: unknown
  readonly counts?: Readonly<Record<string, number>>
  /** Why it failed, where it did. */
  readonly error?: string
  readonly actionId?: string
  readonly requestId?: string
}

export type Audit = (entry: Omit<AuditEntry, 'at'>) => void

/** Tells the log, and a hook of the user's, of every write. A hook that throws or rejects stops nothing. */
export function openAudit(logger: Logger, hook: ((entry: AuditEntry) => unknown) | undefined): Audit {
  const log = logger.child({ audit: true }, { level: auditLevel(logger) })
  const tell = async (entry: AuditEntry): Promise<unknown> => hook?.(entry)
  return (facts) => {
    const entry = { at: new Date(), ...facts }
    log.info(entry, `${entry.identity}: ${entry.kind} ${entry.stage}`)
    tell(entry).catch((error: unknown) => logger.error({ err: error }, 'onAudit failed'))
  }
}

/** A logger that keeps warnings alone keeps the audit log too; one that is silent keeps nothing. */
function auditLevel(logger: Logger): string {
  return logger.level === 'silent' || logger.isLevelEnabled('info') ? logger.level : 'info'
}
