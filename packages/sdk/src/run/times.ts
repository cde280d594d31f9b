import { defaults } from '../defaults.ts'
import { toMilliseconds, type Duration } from '../duration.ts'
import { TaskloomError } from '../errors.ts'
import { checkOptions } from './check-options.ts'

/** The times that a user may set. */
export interface TimeOptions {
  /**
   * How long a claim holds its task without being renewed. A worker that dies is noticed after this time.
   * @defaultValue '20s'
   */
  readonly lease?: Duration
  /**
   * How often leases are renewed; at most a third of the lease.
   * @defaultValue a quarter of the lease
   */
  readonly renewal?: Duration
  /**
   * How long a popped task is renewed at the most.
   * @defaultValue '1h'
   */
  readonly maximumRun?: Duration
  /**
   * How often the sweeper looks, before jitter.
   * @defaultValue '2s'
   */
  readonly sweepTick?: Duration
  /**
   * The longest pause of an idle poller, where no change stream wakes it.
   * @defaultValue '1s'
   */
  readonly poll?: Duration
}

/** The times of an engine, in milliseconds. */
export interface EngineTimes {
  readonly lease: number
  readonly renewal: number
  /** How often a process looks whether what it runs was cancelled. */
  readonly look: number
  readonly maximumRun: number
  readonly workerHeartbeat: number
  readonly sweepTick: number
  readonly dutyLock: number
  readonly flagPatience: number
  readonly pollShortest: number
  readonly pollLongest: number
  readonly pollLongestWithStream: number
}

/**
 * Reads the times of a loom.
 * @throws TaskloomError `INVALID_OPTION` when one is not a duration, or when a lease could not be renewed in time.
 */
export function readTimes(options: TimeOptions): EngineTimes {
  checkOptions('connect({ times })', options)
  const lease = toMilliseconds(options.lease ?? defaults.lease, 'times.lease')
  const renewal = readPause(options.renewal ?? lease / 4, 'times.renewal')
  if (lease < 100 || renewal > lease / 3) {
    throw new TaskloomError(
      'INVALID_OPTION',
      `A lease of ${lease} ms that is renewed every ${renewal} ms is lost at the first hitch. Make \`times.lease\` at least 100 ms and \`times.renewal\` at most a third of it.`,
    )
  }
  const pollLongest = readPause(options.poll ?? defaults.pollLongest, 'times.poll')
  const sweepTick = readPause(options.sweepTick ?? defaults.sweepTick, 'times.sweepTick')
  return {
    lease,
    renewal,
    look: Math.min(defaults.look, renewal),
    workerHeartbeat: defaults.workerHeartbeat,
    maximumRun: toMilliseconds(options.maximumRun ?? defaults.maximumRun, 'times.maximumRun'),
    sweepTick,
    dutyLock: sweepTick * 4,
    flagPatience: defaults.flagPatience,
    pollShortest: Math.min(defaults.pollShortest, pollLongest),
    pollLongest,
    pollLongestWithStream: Math.max(pollLongest, defaults.pollLongestWithStream),
  }
}

/** Without any pause, a loop would keep the server busy for nothing. */
function readPause(duration: Duration, name: string): number {
  const milliseconds = toMilliseconds(duration, name)
  if (milliseconds >= 1) return milliseconds
  throw new TaskloomError('INVALID_OPTION', `\`${name}\` must be at least 1 ms.`)
}
