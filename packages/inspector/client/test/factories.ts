import type { ViewState } from '../../shared/view-states.ts'
import type { Config, DagRow, Health, Stats, TaskDetail, TaskRow } from '../api/wire.ts'

/** The moment at which every made world stands: 24 November 2026, 12:00 UTC. */
export const worldTime = Date.UTC(2026, 10, 24, 12, 0, 0)

const minute = 60_000

export function makeTask(given: Partial<TaskRow> = {}): TaskRow {
  const view: ViewState = given.view ?? 'ready'
  return {
    id: 'resize-17',
    dagId: 'import-42',
    name: 'resize',
    view,
    priority: 2,
    revision: 0,
    attempt: 0,
    attempts: 3,
    recoveries: 0,
    createdAt: worldTime - 10 * minute,
    updatedAt: worldTime - 4 * minute,
    expiresAt: worldTime + 3 * minute,
    ...timesByState[view],
    ...given,
  }
}

const started = { startedAt: worldTime - 5 * minute, attempt: 1 }
const settled = { settledAt: worldTime - 4 * minute }

const timesByState: Partial<Record<ViewState, Partial<TaskRow>>> = {
  running: {
    ...started,
    owner: 'worker-2',
    leaseUntil: worldTime + 15_000,
    progress: { fraction: 0.4, message: 'page 4 of 10' },
  },
  finished: { ...started, ...settled },
  failed: { ...started, ...settled, attempt: 3, error: 'ECONNREFUSED 10.0.0.7:443' },
  'failed-upstream': { ...settled, error: 'A dependency failed: download-3' },
  retrying: { ...started, dueAt: worldTime + 20_000, error: 'ETIMEDOUT' },
  scheduled: { dueAt: worldTime + 90 * minute },
  cancelled: settled,
  skipped: settled,
  expired: settled,
}

export function makeDag(given: Partial<DagRow> = {}): DagRow {
  return {
    id: 'import-42',
    state: 'running',
    taskCount: 120,
    counts: { finished: 80, running: 6, ready: 10, blocked: 22, failed: 2 },
    names: ['download', 'resize', 'gallery'],
    tags: ['nightly'],
    createdAt: worldTime - 12 * minute,
    ...given,
  }
}

export function makeConfig(given: Partial<Config> = {}): Config {
  return {
    title: 'Taskloom',
    version: '0.1.0',
    database: 'shop',
    places: [],
    permissions: ['view', 'payload', 'retry', 'cancel', 'edit', 'delete', 'pause', 'run'],
    isReadOnly: false,
    live: 'stream',
    sorts: [
      { name: 'updatedAt', isOffered: true },
      { name: 'createdAt', isOffered: true },
      { name: 'expiresAt', isOffered: true },
      {
        name: 'priority',
        isOffered: false,
        reason: 'No index serves this sort; create the inspector’s indexes.',
      },
    ],
    now: worldTime,
    ...given,
  }
}

export function makeHealth(given: Partial<Health> = {}): Health {
  return {
    status: 'up',
    checks: [
      { name: 'Change stream', severity: 'ok', text: 'Changes come by a change stream.' },
      { name: 'Clock', severity: 'ok', text: 'The clocks differ by 3 ms.' },
      {
        name: 'Workers',
        severity: 'warning',
        text: 'No worker takes tasks of `thumbnail`; 12 are ready.',
        fix: 'Start a worker that handles `thumbnail`.',
      },
    ],
    indexes: [
      { collection: 'tasks', name: 'hot', state: 'present', serves: 'pop', isOptional: false },
      {
        collection: 'tasks',
        name: 'inspector_updated',
        state: 'missing',
        serves: 'lists by change',
        isOptional: true,
      },
    ],
    queries: [{ name: 'tasks', count: 412, p50: 3.1, p95: 9.8, slowest: 41 }],
    ...given,
  }
}

export function makeStats(given: Partial<Stats> = {}): Stats {
  return {
    counts: {
      ready: 1_204,
      blocked: 5_310,
      scheduled: 42,
      retrying: 7,
      running: 64,
      finished: 81_220,
      failed: 31,
    },
    needsIndexes: false,
    dags: { running: { count: 12, isCapped: false }, failed: { count: 3, isCapped: false } },
    oldestReadyAt: worldTime - 42_000,
    expiringSoon: { count: 5, isCapped: false },
    leaseRanOut: { count: 1, isCapped: false },
    withoutWorker: [{ name: 'thumbnail', ready: { count: 12, isCapped: false } }],
    starving: [
      {
        name: 'resize',
        priority: 1,
        ready: { count: 412, isCapped: false },
        oldestReadyAt: worldTime - 12 * minute,
      },
    ],
    errors: [
      {
        fingerprint: 'SystemError: connect to "cache" refused after # ms',
        message: 'ECONNREFUSED 10.0.0.7:443',
        name: 'download',
        count: { count: 24, isCapped: false },
        firstAt: worldTime - 50 * minute,
        lastAt: worldTime - 2 * minute,
        exampleId: 'download-3',
      },
    ],
    at: worldTime,
    ...given,
  }
}

export function makeTaskDetail(given: Partial<TaskDetail> = {}): TaskDetail {
  const task = given.task ?? makeTask()
  return {
    task,
    payload: {
      url: 'https://example.org/cat.png',
      width: { $numberInt: '640' },
      account: { $oid: '65a1b2c3d4e5f60718293a4b' },
      takenAt: { $date: { $numberLong: String(worldTime - 86_400_000) } },
      bytes: { $numberLong: '9007199254740993' },
      price: { $numberDecimal: '12.50' },
      digest: { $binary: { base64: 'q83vEjRWeJA=', subType: '00' } },
      tags: ['cat', 'portrait'],
      secret: '•••',
    },
    redacted: ['payload.secret'],
    isPayloadHidden: false,
    attempts: [],
    groups: [
      {
        name: 'source',
        kind: 'one',
        need: 1,
        count: 1,
        on: 'success',
        optional: false,
        onImpossible: 'inherit',
        verdict: 'satisfied',
      },
    ],
    explanation: 'It is ready and waits for a worker that handles resize.',
    waited: 'Waited 4.2 s: 3.9 s for download-3, 0.3 s for a worker.',
    timeline: [
      { view: 'blocked', from: task.createdAt, to: task.createdAt + 3_900 },
      { view: 'ready', from: task.createdAt + 3_900, to: task.createdAt + 4_200 },
      { view: 'running', from: task.createdAt + 4_200, to: task.createdAt + 64_000, attempt: 1 },
    ],
    dependencies: [
      {
        id: 'download-3',
        group: 'source',
        task: makeTask({ id: 'download-3', name: 'download', view: 'finished' }),
        result: { path: '/tmp/cat.png' },
      },
    ],
    dependents: [
      {
        id: 'gallery-1',
        group: 'images',
        rule: { kind: 'many', on: 'success', optional: false },
        task: makeTask({ id: 'gallery-1', name: 'gallery', view: 'blocked' }),
      },
    ],
    dependentsTotal: { count: 1, isCapped: false },
    purgeAt: worldTime + 60 * minute,
    actions: ['cancel', 'priority', 'extend', 'delete', 'run'],
    ...given,
  }
}

/** A failure after a retry that failed at another place. */
export const failedTwice: Pick<TaskDetail, 'failure' | 'attempts' | 'fingerprint'> = {
  failure: {
    code: 'HANDLER_FAILED',
    name: 'Error',
    message: 'The mirror is away',
    stack: stackOf('The mirror is away', 'fetchImage (/app/src/fetch.ts:7:3)'),
    cause: { code: 'ECONNREFUSED', name: 'SystemError', message: 'connect 10.0.0.7:443' },
  },
  attempts: [
    {
      attempt: 1,
      at: worldTime - 9 * minute,
      error: {
        code: 'HANDLER_FAILED',
        name: 'Error',
        message: 'It timed out',
        stack: stackOf('It timed out', 'resizeImage (/app/src/resize.ts:31:9)'),
      },
    },
  ],
  fingerprint: 'The mirror is away',
}

function stackOf(message: string, frame: string): string {
  const others = ['run (/app/src/handlers.ts:12:5)', 'retry (/app/node_modules/p-retry/index.js:1:1)']
  return [`Error: ${message}`, ...[frame, ...others].map((each) => `    at ${each}`)].join('\n')
}
