/** A lock without a sign of life for so long belongs to a process that is gone. */
const staleMilliseconds = 10_000

/** What to lock. */
export interface LockOptions {
  /** The lock's own path; a folder is made there. */
  readonly file: string
  /** Is called once if another process holds the lock. */
  readonly onWait: () => void
}

/** Runs `work` while no other process runs work under the same lock. A crashed holder's lock is taken over. */
export async function withLock<Result>(
  { file, onWait }: LockOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  const release = await acquire(file, onWait)
  try {
    return await work()
  } finally {
    await release()
  }
}

async function acquire(file: string, onWait: () => void): Promise<() => Promise<void>> {
  // Loaded late: it hooks into the process's exit and signals.
  const { lock } = await import('proper-lockfile')
  const options = { lockfilePath: file, realpath: false, stale: staleMilliseconds }
  try {
    return await lock(file, options)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ELOCKED')) throw error
    onWait()
    return await lock(file, { ...options, retries: { forever: true, minTimeout: 200, maxTimeout: 500 } })
  }
}
