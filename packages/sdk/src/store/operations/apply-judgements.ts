import { inChunks } from '../chunks.ts'
import type { Flagged } from '../flags.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'
import type { JudgedTask } from './judge-blocked.ts'
import { putBack } from './put-back.ts'
import { settleImpossible } from './settle-impossible.ts'

export interface Applied {
  readonly readyNames: readonly string[]
  readonly settled: readonly Flagged[]
  /** Tasks that left the queue: they are flagged, and the next round's work. */
  readonly returned: readonly Flagged[]
  /** Tasks whose hint was written by another resolver meanwhile; they must be judged without it. */
  readonly outdated: readonly string[]
  /** DAGs in which something was found that has not settled, or whose end is another round's to tell. */
  readonly openDags: readonly string[]
}

/**
 * Writes what the judgements say.
 *
 * Before: tasks that have not started. After: of the blocked ones, those that are ready are ready, unless a delay or a hold stands against it; the
 * impossible ones are settled by their policy; those that were ready and wait again are blocked, with `recheck`; the
 * others stay what they are, with their hint brought up to date.
 * Every write repeats the revision that was judged, so that it cannot undo a reset; but for a return to `blocked`, after
 * which the task is looked at again whatever was done to it.
 */
export async function applyJudgements(store: Store, judged: readonly JudgedTask[]): Promise<Applied> {
  const held = new Set(judged.filter(({ readiness, isHeldUp }) => readiness === 'ready' && isHeldUp))
  const blocked = judged.filter(({ isBlocked }) => isBlocked)
  const ready = blocked.filter((task) => task.readiness === 'ready' && !held.has(task))
  await makeReady(store, ready)
  const impossible = judged.filter(({ readiness }) => readiness === 'impossible')
  const settled = await settleImpossible(store, impossible)
  const waiting = judged.filter(({ readiness }) => readiness === 'blocked')
  const returned = waiting.filter(({ isBlocked }) => !isBlocked).map(({ _id }) => _id)
  const outdated = await writeHints(
    store,
    waiting.filter(({ isBlocked }) => isBlocked),
  )
  return {
    readyNames: [...new Set(ready.map(({ name }) => name))],
    settled,
    returned: await putBack(store, returned),
    outdated,
    // A finisher is held until its DAG is closed: that it is open must not keep that from happening.
    openDags: [...new Set(judged.filter((task) => !held.has(task)).map(({ dagId }) => dagId))],
  }
}

async function makeReady(store: Store, tasks: readonly JudgedTask[]): Promise<void> {
  for (const revision of new Set(tasks.map((task) => task.revision))) {
    const ids = tasks.filter((task) => task.revision === revision).map(({ _id }) => _id)
    for (const chunk of inChunks(ids)) {
      await reach('resolve.flip')
      store.ownNews.expect(chunk)
      await store.tasks.updateMany(
        {
          _id: { $in: chunk },
          state: 'CREATED',
          blocked: true,
          revision,
          dueAt: { $exists: false },
          'holds.0': { $exists: false },
        },
        {
          $set: { ready: true },
          $unset: { blocked: '', recheck: '', flaggedAt: '', remaining: '' },
          $currentDate: { updatedAt: true },
        },
      )
    }
  }
}

/**
 * Brings the `remaining` hint down. Each write repeats the value that was read; where another resolver was
 * faster, a hint may be above the truth, and then the tasks must be looked at once more.
 */
async function writeHints(store: Store, blocked: readonly JudgedTask[]): Promise<string[]> {
  const writes = blocked.flatMap(({ _id, remaining, skipped, hits, pending }) => {
    if (remaining === undefined) return []
    const next = skipped ? remaining - hits : pending
    return next === remaining ? [] : [{ _id, remaining, next }]
  })
  if (writes.length === 0) return []
  await reach('resolve.flip')
  const { matchedCount } = await store.tasks.bulkWrite(
    writes.map(({ _id, remaining, next }) => ({
      updateOne: { filter: { _id, blocked: true, remaining }, update: { $set: { remaining: next } } },
    })),
    { ordered: false },
  )
  return matchedCount === writes.length ? [] : writes.map(({ _id }) => _id)
}
