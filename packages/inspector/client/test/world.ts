import { viewStateOrder, type ViewState } from '../../shared/view-states.ts'
import type { DagRow, TaskRow } from '../api/wire.ts'
import { makeDag, makeTask, worldTime } from './factories.ts'

const names = ['download', 'resize', 'thumbnail', 'index', 'gallery', 'notify']

/** The same numbers on every run, so that a picture of the world is the same picture. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

const weights: readonly (readonly [ViewState, number])[] = [
  ['finished', 0.4],
  ['blocked', 0.18],
  ['ready', 0.12],
  ['running', 0.1],
  ['failed', 0.06],
  ['failed-upstream', 0.04],
  ['retrying', 0.03],
  ['scheduled', 0.03],
  ['cancelled', 0.02],
  ['skipped', 0.01],
  ['expired', 0.01],
]

function pickState(share: number): ViewState {
  let rest = share
  for (const [state, weight] of weights) {
    rest -= weight
    if (rest < 0) return state
  }
  return 'finished'
}

/** As many tasks as asked for, the latest changed first, in every state. */
export function makeTasks(count: number): TaskRow[] {
  const random = generator(7)
  return Array.from({ length: count }, (_, place) => {
    const name = names[Math.floor(random() * names.length)] ?? 'resize'
    const updatedAt = worldTime - place * 1_700 - Math.floor(random() * 900)
    const view = place < viewStateOrder.length ? (viewStateOrder[place] ?? 'ready') : pickState(random())
    const base = makeTask({ view })
    const startedAt = base.startedAt === undefined ? undefined : updatedAt - Math.floor(random() * 90_000)
    return {
      ...base,
      id: `6743${(place * 2_654_435_761).toString(16).padStart(12, '0').slice(-12)}${String(place).padStart(8, '0')}`,
      name,
      dagId: `import-${40 + (place % 7)}`,
      priority: ([1, 2, 2, 2, 3] as const)[Math.floor(random() * 5)] ?? 2,
      createdAt: updatedAt - 60_000 - Math.floor(random() * 600_000),
      updatedAt,
      expiresAt: worldTime + 20_000 + Math.floor(random() * 7_200_000),
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(base.settledAt === undefined ? {} : { settledAt: updatedAt }),
    }
  })
}

/** As many DAGs as asked for, in every state, the newest first. */
export function makeDags(count: number): DagRow[] {
  const random = generator(11)
  const states = ['running', 'failed', 'finished', 'finished', 'paused', 'cancelled', 'finished'] as const
  return Array.from({ length: count }, (_, place) => {
    const state = states[place % states.length] ?? 'running'
    const total = 20 + Math.floor(random() * 400)
    const createdAt = worldTime - place * 400_000 - 90_000
    return makeDag({
      id: `import-${46 - place}`,
      state,
      taskCount: total,
      counts: countsOf(state, total),
      createdAt,
      names: names.slice(0, 2 + (place % 3)),
      tags: place % 2 === 0 ? ['nightly'] : [],
      ...(state === 'running' || state === 'paused'
        ? {}
        : { finishedAt: createdAt + 240_000 + place * 9_000 }),
    })
  })
}

function countsOf(state: DagRow['state'], total: number): DagRow['counts'] {
  const part = (share: number): number => Math.round(total * share)
  switch (state) {
    case 'running':
      return {
        finished: part(0.6),
        running: part(0.08),
        ready: part(0.12),
        blocked: total - part(0.6) - part(0.2),
      }
    case 'failed':
      return { finished: part(0.8), failed: 2, 'failed-upstream': total - part(0.8) - 2 }
    case 'paused':
      return { finished: part(0.3), paused: total - part(0.3) }
    case 'cancelled':
      return { finished: part(0.4), cancelled: total - part(0.4) }
    case 'finished':
      return { finished: total }
  }
}
