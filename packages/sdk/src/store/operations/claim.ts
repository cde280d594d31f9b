import type { Filter } from 'mongodb'

import type { TaskDocument } from '../../document/task-document.ts'
import { whereFrom } from '../../document/transitions.ts'
import { inChunks } from '../chunks.ts'
import type { Store } from '../store.ts'
import { serverTimeIn, transitionStages } from '../transition-update.ts'
import { reach } from '../write-points.ts'
import { inClaimOrder } from './propose-ready.ts'

/** A claim that is about to be written: its token exists before the write does. */
export interface ClaimRequest {
  readonly ids: readonly string[]
  readonly token: string
  readonly leaseMilliseconds: number
}

/**
 * Takes tasks for one attempt.
 *
 * Before: ready, not past their expiry. After: `RUNNING`, a lease with the request's token, one attempt more.
 * Returns those that were won, in claim order; a task that somebody else took is simply not among them.
 * After an error of the write it is asked what the token got, since an `updateMany` may have succeeded
 * without its answer (https://www.mongodb.com/docs/manual/core/retryable-writes/).
 * Emits: claimed (through the caller).
 */
export async function claim(store: Store, request: ClaimRequest): Promise<TaskDocument[]> {
  const claims = await Promise.allSettled(
    inChunks(request.ids).map((ids) => claimChunk(store, { ...request, ids })),
  )
  const claimed = claims.flatMap((claim) => (claim.status === 'fulfilled' ? claim.value : []))
  const failure = claims.find(({ status }) => status === 'rejected')
  // What some chunks won must not lie about unheld because another chunk failed.
  if (claimed.length === 0 && failure?.status === 'rejected') throw failure.reason
  return claimed.toSorted(inClaimOrder)
}

async function claimChunk(store: Store, request: ClaimRequest): Promise<TaskDocument[]> {
  await reach('claim.write')
  try {
    return await writeClaim(store, request)
  } catch (error) {
    const won = await readBack(store, request)
    if (won.length === 0) throw error
    return won
  }
}

async function writeClaim(store: Store, request: ClaimRequest): Promise<TaskDocument[]> {
  const [only] = request.ids
  const stages = claimStages(store, request)
  if (request.ids.length === 1 && only !== undefined) {
    const task = await store.tasks.findOneAndUpdate(stillClaimable(store, only), stages, {
      returnDocument: 'after',
    })
    return task === null ? [] : [task]
  }
  const { modifiedCount } = await store.tasks.updateMany(
    stillClaimable(store, { $in: [...request.ids] }),
    stages,
  )
  return modifiedCount === 0 ? [] : readBack(store, request)
}

function stillClaimable(store: Store, _id: string | { $in: string[] }): Filter<TaskDocument> {
  return { _id, ...whereFrom('claim'), ready: true, expiresAt: { $gt: store.clock.now() } }
}

function claimStages(store: Store, { token, leaseMilliseconds }: ClaimRequest): object[] {
  return transitionStages('claim', {
    attempt: { $add: ['$attempt', 1] },
    // Nothing stamps a ready task, so its last change is when it became ready.
    readyAt: '$updatedAt',
    lease: { token, owner: store.processId, until: serverTimeIn(leaseMilliseconds) },
  })
}

async function readBack(store: Store, { ids, token }: ClaimRequest): Promise<TaskDocument[]> {
  return store.tasks.find({ _id: { $in: [...ids] }, 'lease.token': token }).toArray()
}
