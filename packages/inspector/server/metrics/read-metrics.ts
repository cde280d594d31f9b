import type { Inspection, Stats, TypeRow } from '@taskloom/sdk/inspect'
import type { Logger } from 'pino'

import type { Database } from '../database/database.ts'
import { toProblem } from '../http/error-response.ts'
import type { Metric, Sample } from './exposition.ts'

/** What is needed of the database. */
interface MetricsSource extends Pick<Database, 'unlessDown'> {
  use(): Promise<{ readonly inspection: Pick<Inspection, 'stats' | 'types'> }>
}

/**
 * Reads what the overview and the page of types show, as metrics. What cannot be read is left out; without a
 * database there is one metric alone.
 */
export async function readMetrics(database: MetricsSource, logger: Logger): Promise<Metric[]> {
  const up = { name: 'taskloom_up', help: 'Whether the database answers.' }
  try {
    const { inspection } = await database.use()
    const read = async <Part>(part: Promise<Part>): Promise<Part | undefined> =>
      database.unlessDown(part).catch((error: unknown) => leaveOut(error, logger))
    const stats = await read(inspection.stats())
    const types = await read(inspection.types())
    return [
      { ...up, samples: [{ value: 1 }] },
      ...(types === undefined ? [] : ofTypes(types, stats?.at ?? Date.now())),
      ...(stats === undefined ? [] : ofAll(stats)),
    ]
  } catch (error) {
    if (!isDown(error)) throw error
    return [{ ...up, samples: [{ value: 0 }] }]
  }
}

function isDown(error: unknown): boolean {
  return toProblem(error).code === 'DATABASE_DOWN'
}

/** @throws whatever says that the database is away. */
function leaveOut(error: unknown, logger: Logger): undefined {
  if (isDown(error)) throw error
  logger.warn({ err: error }, 'Some metrics could not be read')
}

/** What is said of every definition; nothing where it is not known. */
function ofTypes(types: readonly TypeRow[], now: number): Metric[] {
  const each = (value: (type: TypeRow) => number | null | undefined): Sample[] =>
    types.flatMap((type) => {
      const found = value(type)
      return typeof found === 'number' ? [{ labels: { name: type.name }, value: found }] : []
    })
  return [
    {
      name: 'taskloom_tasks',
      help: 'Tasks by definition and state; counting is given up at 10000.',
      samples: types.flatMap(({ name, counts }) =>
        Object.entries(counts).map(([state, value]) => ({ labels: { name, state }, value })),
      ),
    },
    { name: 'taskloom_workers', help: 'Workers that are alive.', samples: each(({ workers }) => workers) },
    {
      name: 'taskloom_paused',
      help: 'Whether it is paused.',
      samples: each(({ isPaused }) => Number(isPaused)),
    },
    {
      name: 'taskloom_oldest_ready_seconds',
      help: 'For how long the oldest ready task has been ready.',
      samples: each(({ oldestReadyAt }) =>
        oldestReadyAt === undefined ? undefined : Math.max(0, now - oldestReadyAt) / 1_000,
      ),
    },
    {
      name: 'taskloom_finished_per_minute',
      help: 'Tasks that finished a minute, over the last hour.',
      samples: each(({ finishedPerMinute }) => finishedPerMinute),
    },
    {
      name: 'taskloom_failed_ratio',
      help: 'The share of those that ended in the last hour which failed.',
      samples: each(({ failedShare }) => failedShare),
    },
    {
      name: 'taskloom_wait_seconds_p95',
      help: 'How long tasks waited from ready to running, over the last hour.',
      samples: each(({ waitP95 }) => seconds(waitP95)),
    },
    {
      name: 'taskloom_run_seconds_p95',
      help: 'How long tasks ran, over the last hour.',
      samples: each(({ runP95 }) => seconds(runP95)),
    },
  ]
}

function seconds(milliseconds: number | null): number | null {
  return milliseconds === null ? null : milliseconds / 1_000
}

function ofAll({ dags, expiringSoon, leaseRanOut }: Stats): Metric[] {
  return [
    {
      name: 'taskloom_dags',
      help: 'DAGs by outcome; counting is given up at 10000.',
      samples: [
        { labels: { outcome: 'running' }, value: dags.running.count },
        { labels: { outcome: 'failed' }, value: dags.failed.count },
      ],
    },
    {
      name: 'taskloom_expiring_soon',
      help: 'Open tasks that expire within a minute.',
      samples: [{ value: expiringSoon.count }],
    },
    {
      name: 'taskloom_lease_ran_out',
      help: 'Running tasks whose lease has run out.',
      samples: [{ value: leaseRanOut.count }],
    },
  ]
}
