import { TaskloomError } from '@taskloom/sdk'
import type { TypeRow } from '@taskloom/sdk/inspect'
import { pino } from 'pino'
import { expect, it } from 'vitest'

import { Problem } from '../http/problem.ts'
import { readMetrics } from './read-metrics.ts'

const logger = pino({ level: 'silent' })

const type: TypeRow = {
  name: 'download',
  isPaused: false,
  counts: {},
  needsIndexes: true,
  workers: 3,
  finishedPerMinute: 1,
  failedShare: null,
  waitP50: null,
  waitP95: null,
  waitP99: null,
  runP50: null,
  runP95: null,
  runP99: null,
}

/** The values of the metrics without labels, by name, when the statistics cannot be read for this reason. */
async function metricsWhenStatsFail(reason: Error): Promise<Record<string, number | undefined>> {
  const inspection = { stats: () => Promise.reject(reason), types: () => Promise.resolve([type]) }
  const database = {
    use: () => Promise.resolve({ inspection }),
    unlessDown: <Value>(answer: Promise<Value>) => answer,
  }
  const metrics = await readMetrics(database, logger)
  return Object.fromEntries(metrics.map(({ name, samples }) => [name, samples[0]?.value]))
}

it('says that the database answers when a question is refused or takes too long, with what could be read', async () => {
  const refused = new TaskloomError('SORT_NOT_OFFERED', 'An index is missing.')
  const slow = Object.assign(new Error('operation exceeded time limit'), { codeName: 'MaxTimeMSExpired' })
  for (const reason of [refused, slow]) {
    const metrics = await metricsWhenStatsFail(reason)
    expect(metrics).toMatchObject({ taskloom_up: 1, taskloom_workers: 3 })
    expect(metrics).not.toHaveProperty('taskloom_dags')
  }
})

it('says that the database is away, and nothing else, when it is', async () => {
  expect(await metricsWhenStatsFail(new Problem('DATABASE_DOWN', 'It is gone.'))).toEqual({ taskloom_up: 0 })
})
