/** Every default of the product in one table; times in milliseconds, sizes in bytes. */
export const defaults = {
  /** How long a claim holds a task without renewal. */
  lease: 20_000,
  /** How often a process renews the leases that it holds. */
  renewal: 5_000,
  /** How often a process looks whether what it runs was cancelled, deleted or expired. */
  look: 700,
  /** How often a worker says that it is alive. */
  workerHeartbeat: 5_000,
  /** How often a sweeper looks, before jitter. */
  sweepTick: 2_000,
  /** How long a sweeper holds a duty without renewing it. */
  dutyLock: 8_000,
  /** How old a flag must be before the sweeper takes it for something that a crash left behind. */
  flagPatience: 10_000,
  /** The shortest and the longest pause between two looks of an idle poller. */
  pollShortest: 50,
  pollLongest: 1_000,
  /** The longest pause where a change stream announces what becomes ready. */
  pollLongestWithStream: 5_000,
  pushHeartbeat: 10_000,
  pushStale: 60_000,
  /** Nodes written in one go by a push. */
  chunk: 1_000,
  maximumPayload: 1_048_576,
  maximumResult: 1_048_576,
  /** What may be remembered with a DAG. */
  maximumMetadata: 65_536,
  /** Values up to this size travel with their task; larger ones live in `contents`. */
  inlineValue: 4_096,
  maximumDependencies: 10_000,
  /** From this many dependencies on, readiness is counted instead of looked up into one document. */
  wideDependencies: 1_000,
  /** From this many dependencies on, a task carries the `remaining` hint. */
  hintedDependencies: 16,
  maximumRecoveries: 3,
  /** Errors of attempts that are kept with a task. */
  attemptErrors: 10,
  /** How long a popped task is renewed at the most. */
  maximumRun: 3_600_000,
  expiresIn: 86_400_000,
  /** How much longer than its tasks the record of a DAG lives. */
  dagRecord: 3_600_000,
  /** How long a lease is made when its task is settled in a transaction; MongoDB aborts one after a minute. */
  transactionLease: 90_000,
  /** The most tasks that one push in a transaction may have. */
  transactionPush: 1_000,
  /** How often a process writes the figures that it gathers. */
  rollupWrite: 5_000,
  /** How long figures are kept. */
  rollupKept: 691_200_000,
  /** How many events wait for a slow reader. */
  eventBuffer: 10_000,
  /** The most tasks that one claim takes. */
  claimBatch: 500,
} as const
