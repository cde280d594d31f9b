import type { TaskDocument } from '../../src/document/task-document.ts'
import { viewStates, type ViewState } from '../../src/document/view-state.ts'

const hour = 3_600_000

/** What a stored task must have to be shown in a view. */
const ofView: Readonly<Record<ViewState, (at: Date) => Partial<TaskDocument>>> = {
  ready: () => ({ state: 'CREATED', ready: true, open: true }),
  blocked: () => ({ state: 'CREATED', blocked: true, open: true, holds: [] }),
  scheduled: (at) => ({ state: 'CREATED', blocked: true, open: true, dueAt: new Date(at.getTime() + hour) }),
  retrying: (at) => ({
    state: 'CREATED',
    blocked: true,
    open: true,
    attempt: 1,
    dueAt: new Date(at.getTime() + hour),
  }),
  paused: () => ({ state: 'CREATED', blocked: true, open: true, holds: ['paused'] }),
  running: (at) => ({
    state: 'RUNNING',
    open: true,
    attempt: 1,
    startedAt: at,
    lease: { token: 't', owner: 'p', until: new Date(at.getTime() + hour) },
  }),
  finished: (at) => ({ state: 'FINISHED', attempt: 1, startedAt: at, settledAt: at }),
  failed: (at) => ({
    state: 'FAILED',
    attempt: 1,
    startedAt: at,
    settledAt: at,
    error: { code: 'ECONN', name: 'Error', message: 'It broke.' },
    fingerprint: 'ECONN: It broke.',
  }),
  'failed-upstream': (at) => ({ state: 'FAILED', settledAt: at, rootCause: 'elsewhere' }),
  cancelled: (at) => ({ state: 'CANCELLED', settledAt: at }),
  skipped: (at) => ({ state: 'SKIPPED', settledAt: at }),
  expired: (at) => ({ state: 'EXPIRED', settledAt: at }),
}

/** A stored task that is shown in a view; times go up with the number. */
export function inspectedTask(
  view: ViewState,
  number: number,
  { start, ...given }: Partial<TaskDocument> & { readonly start: Date },
): TaskDocument {
  const createdAt = new Date(start.getTime() + Math.floor(number / 10) * 1_000)
  const updatedAt = new Date(start.getTime() + ((number * 7_919) % 100_003) * 10)
  return {
    _id: `task-${String(number).padStart(7, '0')}`,
    dagId: `dag-${number % 10}`,
    pushId: 'push',
    name: ['download', 'resize', 'gallery'][number % 3] ?? 'download',
    priority: ([2, 3, 1] as const)[number % 7 > 2 ? 0 : number % 7 > 0 ? 1 : 2],
    ordinal: createdAt.getTime() * 1_000 + number,
    revision: 0,
    dependencies: [],
    groups: [],
    attempt: 0,
    recoveries: 0,
    payloadIn: 'inline',
    payload: { number },
    createdAt,
    updatedAt,
    expiresAt: new Date(start.getTime() + 48 * hour + number * 1_000),
    purgeAt: new Date(start.getTime() + 96 * hour),
    state: 'CREATED',
    ...ofView[view](updatedAt),
    ...given,
  }
}

/** Tasks of every view, in equal parts. */
export function inspectedTasks(count: number, start: Date): TaskDocument[] {
  return Array.from({ length: count }, (_, number) =>
    inspectedTask(viewStates[number % viewStates.length] ?? 'ready', number, { start }),
  )
}
