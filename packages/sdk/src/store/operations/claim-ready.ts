import type { TaskDocument } from '../../document/task-document.ts'
import type { Flagged } from '../flags.ts'
import { judgeWide } from '../judge-wide.ts'
import type { Store } from '../store.ts'
import { claim } from './claim.ts'
import { expire } from './expire.ts'
import { proposeReady, type Candidate, type Proposal } from './propose-ready.ts'
import { putBack } from './put-back.ts'

export interface ClaimReadyRequest extends Proposal {
  readonly leaseMilliseconds: number
  /** Gets the flags of candidates that had to leave the queue. */
  readonly onFlagged: (flagged: readonly Flagged[]) => void
}

/**
 * Pops: proposes the head of the queue, and claims what the dependency rule allows.
 *
 * Before: anything. After: up to `limit` tasks are `RUNNING` under one new token.
 * Candidates that cannot be claimed leave the hot index in the same round, and the round repeats: otherwise
 * stale heads would hide ready tasks. The list is empty only when nothing is ready.
 * Emits: claimed (through the caller).
 */
export async function claimReady(store: Store, request: ClaimReadyRequest): Promise<TaskDocument[]> {
  for (;;) {
    const candidates = await proposeReady(store, request)
    if (candidates.length === 0) return []
    const sorted = await sortOut(store, candidates)
    if (sorted.expired.length > 0) request.onFlagged(await expire(store, sorted.expired))
    if (sorted.blocked.length > 0) request.onFlagged(await putBack(store, sorted.blocked))
    if (sorted.claimable.length === 0) continue
    const claimed = await claim(store, {
      ids: sorted.claimable,
      token: store.unique(),
      leaseMilliseconds: request.leaseMilliseconds,
    })
    if (claimed.length > 0) return claimed
  }
}

interface Sorted {
  readonly claimable: string[]
  readonly blocked: string[]
  readonly expired: string[]
}

async function sortOut(store: Store, candidates: readonly Candidate[]): Promise<Sorted> {
  const now = store.clock.now()
  const sorted: Sorted = { claimable: [], blocked: [], expired: [] }
  for (const { _id, expiresAt, readiness } of candidates) {
    const judged = readiness === 'wide' ? (await judgeWide(store, _id)).readiness : readiness
    if (expiresAt <= now) sorted.expired.push(_id)
    else if (judged === 'ready') sorted.claimable.push(_id)
    else sorted.blocked.push(_id)
  }
  return sorted
}
