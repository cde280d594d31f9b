import { defaults } from '../defaults.ts'
import type { PushDocument } from '../document/task-document.ts'
import type { Flagged } from '../store/flags.ts'
import { concludePush } from '../store/operations/conclude-push.ts'
import { expire, findExpired } from '../store/operations/expire.ts'
import { findHalfPaused } from '../store/operations/find-half-paused.ts'
import {
  confirmStuck,
  findStaleFlags,
  findStalePushes,
  findSuspects,
  type WalkPosition,
} from '../store/operations/find-leftovers.ts'
import { followRecord } from '../store/operations/pause-dag.ts'
import { recoverLeases } from '../store/operations/recover-leases.ts'
import { resolve } from '../store/operations/resolve.ts'
import { beatPushes } from '../store/operations/stage-push.ts'
import { promotions, type Engine } from './engine.ts'

/** What one batch of a duty did. */
export interface DutyReport {
  /** How many things a crash had left behind. */
  readonly healed: number
  /** Whether there may be more to do at once. */
  readonly more: boolean
}

export type Duty = () => Promise<DutyReport>

export type DutyName = 'leases' | 'due' | 'expiry' | 'flags' | 'pushes' | 'resets' | 'pauses' | 'walk'

const batch = 200

/** The sweeper's duties. Each does one batch at a time, and every batch can be repeated. */
export function duties(engine: Engine, trustsLeases: () => boolean): Readonly<Record<DutyName, Duty>> {
  return {
    leases: () => recoverBatch(engine, trustsLeases),
    due: async () => ({ healed: 0, more: (await engine.promote()) === promotions }),
    expiry: () => expireBatch(engine),
    flags: () => resolveStale(engine),
    pushes: () => finishPushes(engine),
    resets: async () => ({ healed: await engine.resetter.finishLeft(), more: false }),
    pauses: walkPaused(engine),
    walk: walkBlocked(engine),
  }
}

/** Ordinary work of the sweeper: its own flags are resolved at once, and nothing was healed. */
function settleFlags(engine: Engine, flagged: readonly Flagged[]): DutyReport {
  engine.flag(flagged)
  return { healed: 0, more: flagged.length === batch }
}

async function recoverBatch(engine: Engine, trustsLeases: () => boolean): Promise<DutyReport> {
  if (!trustsLeases()) return { healed: 0, more: false }
  const { recovered, tasks, flagged, readyNames } = await recoverLeases(engine.store, {
    limit: batch,
    maximumRecoveries: engine.limits.maxRecoveries,
  })
  engine.telling.recovered(tasks)
  engine.flag(flagged)
  engine.announce(readyNames)
  return { healed: recovered, more: recovered === batch }
}

async function expireBatch(engine: Engine): Promise<DutyReport> {
  const ids = await findExpired(engine.store, batch)
  return settleFlags(engine, ids.length === 0 ? [] : await expire(engine.store, ids))
}

async function resolveStale(engine: Engine): Promise<DutyReport> {
  const { store, times } = engine
  const stale = await findStaleFlags(store, { patience: times.flagPatience, limit: batch })
  if (stale.length === 0) return { healed: 0, more: false }
  const resolved = await resolve(store, stale, engine.rounds)
  engine.rounds.onResolved(resolved)
  engine.flag(resolved.flagged)
  return { healed: stale.length, more: stale.length === batch }
}

async function finishPushes(engine: Engine): Promise<DutyReport> {
  const pushes = await findStalePushes(engine.store, batch)
  let healed = 0
  for (const push of pushes) {
    const conclusion = await concludePush(engine.store, push, false)
    if (conclusion === 'busy') continue
    if (push.state !== 'ABORTED') healed += 1
    engine.concluded(conclusion)
  }
  // The others are looked at again at once: whoever pushed them may have been about to store more.
  const old = pushes.filter((push) => isLongAborted(engine, push)).map(({ _id }) => _id)
  await beatPushes(engine.store, old)
  return { healed, more: pushes.length === batch && old.length > 0 }
}

function isLongAborted({ store }: Engine, { state, purgeAt = new Date() }: PushDocument): boolean {
  const abortedAt = purgeAt.getTime() - defaults.dagRecord
  return state === 'ABORTED' && abortedAt <= store.clock.now().getTime() - defaults.pushStale
}

/** Walks over all open tasks, a part at each tick, for what pauses and their ends have left undone. */
function walkPaused(engine: Engine): Duty {
  let from: WalkPosition | undefined
  return async () => {
    const { store, times } = engine
    const { dagIds, next } = await findHalfPaused(store, from, { patience: times.flagPatience, limit: batch })
    from = next
    for (const dagId of dagIds) engine.flag(await followRecord(store, dagId, 'resumed'))
    return { healed: dagIds.length, more: false }
  }
}

/** Walks over all blocked tasks, a part at each tick; who looks stuck is looked at again after a while. */
function walkBlocked(engine: Engine): Duty {
  let from: WalkPosition | undefined
  let suspects: { readonly ids: readonly string[]; readonly since: number } | undefined
  return async () => {
    if (suspects !== undefined) {
      if (performance.now() - suspects.since < engine.times.flagPatience) return { healed: 0, more: false }
      const stuck = await confirmStuck(engine.store, suspects.ids)
      suspects = undefined
      engine.flag(stuck.map((id) => ({ id, flag: '', kind: 'recheck' })))
      return { healed: stuck.length, more: false }
    }
    const walk = await findSuspects(engine.store, from, batch)
    from = walk.next
    if (walk.suspects.length > 0) suspects = { ids: walk.suspects, since: performance.now() }
    return { healed: 0, more: false }
  }
}
