import { z } from 'zod'

import { cappedCount, counts, priority, time, viewState } from './parts.ts'

export const permission = z.enum(['view', 'payload', 'retry', 'cancel', 'edit', 'delete', 'pause', 'run'])

/** What the client must know before it shows anything. */
export const config = z.object({
  title: z.string(),
  version: z.string(),
  database: z.string(),
  /** Names the place for people, such as `production`; shown as a badge. */
  environment: z.string().optional(),
  /** Inspectors of other databases, to switch to. */
  places: z.array(z.object({ name: z.string(), href: z.string() })),
  permissions: z.array(permission),
  isReadOnly: z.boolean(),
  readOnlyReason: z.string().optional(),
  identity: z.string().optional(),
  live: z.enum(['stream', 'polling']),
  /** Sorts and filters of the task list that walk an index; why the others are not offered. */
  sorts: z.array(z.object({ name: z.string(), isOffered: z.boolean(), reason: z.string().optional() })),
  now: time,
})

export const check = z.object({
  name: z.string(),
  severity: z.enum(['ok', 'warning', 'error']),
  text: z.string(),
  fix: z.string().optional(),
})

export const health = z.object({
  status: z.enum(['up', 'down']),
  /** When the database went away, and what the driver says. */
  since: time.optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  checks: z.array(check),
  indexes: z.array(
    z.object({
      collection: z.string(),
      name: z.string(),
      state: z.enum(['present', 'missing', 'different', 'not declared']),
      serves: z.string().optional(),
      isOptional: z.boolean(),
      /** Its size, and how often it was used since the server started; where the server tells. */
      bytes: z.number().optional(),
      uses: z.number().optional(),
    }),
  ),
  queries: z.array(
    z.object({ name: z.string(), count: z.int(), p50: z.number(), p95: z.number(), slowest: z.number() }),
  ),
})

export const stats = z.object({
  counts,
  /** Without the inspector's indexes so many tasks are not counted by state, nor failures grouped. */
  needsIndexes: z.boolean(),
  dags: z.object({ running: cappedCount, failed: cappedCount }),
  oldestReadyAt: time.optional(),
  expiringSoon: cappedCount,
  leaseRanOut: cappedCount,
  /** Definitions that have ready tasks and no worker. */
  withoutWorker: z.array(z.object({ name: z.string(), ready: cappedCount })),
  /** Ready tasks of a definition and priority that are passed over for others of a higher one. */
  starving: z.array(z.object({ name: z.string(), priority, ready: cappedCount, oldestReadyAt: time })),
  errors: z.array(
    z.object({
      fingerprint: z.string(),
      message: z.string(),
      name: z.string(),
      count: cappedCount,
      firstAt: time,
      lastAt: time,
      exampleId: z.string(),
    }),
  ),
  at: time,
})

export const seriesQuery = z.object({
  window: z.enum(['1h', '6h', '24h', '8d']).default('1h'),
  name: z.string().max(200).optional(),
})

/** One column a metric, one entry a step; null where nothing was measured. Durations in milliseconds. */
export const series = z.object({
  from: time,
  step: z.int(),
  finished: z.array(z.number()),
  failed: z.array(z.number()),
  waitP50: z.array(z.number().nullable()),
  waitP95: z.array(z.number().nullable()),
  waitP99: z.array(z.number().nullable()),
  runP50: z.array(z.number().nullable()),
  runP95: z.array(z.number().nullable()),
  runP99: z.array(z.number().nullable()),
  /**
   * How many tasks were open in each state, as this inspector has counted them since somebody first looked; of all
   * definitions together, and nothing where one was asked for.
   */
  depth: z.object({
    from: time.optional(),
    states: z.array(z.object({ state: viewState, counts: z.array(z.int().nullable()) })),
  }),
})

export const typeRow = z.object({
  name: z.string(),
  isPaused: z.boolean(),
  counts,
  /** Without the inspector's indexes so many tasks are not counted by state: the counts are empty. */
  needsIndexes: z.boolean().optional(),
  workers: z.int(),
  finishedPerMinute: z.number(),
  failedShare: z.number().nullable(),
  waitP50: z.number().nullable(),
  waitP95: z.number().nullable(),
  waitP99: z.number().nullable(),
  runP50: z.number().nullable(),
  runP95: z.number().nullable(),
  runP99: z.number().nullable(),
  oldestReadyAt: time.optional(),
})

export const workerRow = z.object({
  id: z.string(),
  processId: z.string(),
  host: z.string(),
  pid: z.int(),
  names: z.array(z.string()),
  concurrency: z.int(),
  running: z.int(),
  heartbeatAt: time,
  isSilent: z.boolean(),
  tasks: z.array(z.object({ id: z.string(), name: z.string(), startedAt: time, priority })),
})

export const searchHit = z.object({
  kind: z.enum(['task', 'dag', 'type', 'worker']),
  id: z.string(),
  title: z.string(),
  detail: z.string().optional(),
})
