import type { Document } from 'mongodb'

import type { TaskDocument } from '../../document/task-document.ts'
import { transitions } from '../../document/transitions.ts'
import { judgeReadiness, type Readiness } from '../readiness.ts'
import type { Store } from '../store.ts'

/** A task at the head of the queue, and what the dependency rule says of it. */
export interface Candidate extends Pick<TaskDocument, '_id' | 'expiresAt'> {
  readonly readiness: Readiness
}

export interface Proposal {
  readonly names: readonly string[]
  readonly limit: number
}

/** The order in which tasks are claimed. */
export const claimOrder = { priority: -1, ordinal: 1, _id: 1 } as const

/** The claimable tasks of some definitions; the partial filter of the `hot` index is part of it. */
export function readyTasks(names: readonly string[]): Document {
  return { name: names.length === 1 ? names[0] : { $in: [...names] }, ready: true }
}

/** The part of a task that the judgement needs: payloads never travel through a `$lookup`. */
const judged = { dependencies: 1, groups: 1, expiresAt: 1, priority: 1, ordinal: 1 }

/**
 * The pop's aggregation: the head of the hot index, with every dependency looked up.
 * `ready` is the index's hint; the `$lookup` is the authority.
 */
export function proposalPipeline(tasks: string, { names, limit }: Proposal): Document[] {
  return [
    { $match: readyTasks(names) },
    { $sort: claimOrder },
    { $limit: limit },
    { $project: judged },
    ...judgeReadiness(tasks),
    { $project: { readiness: 1, expiresAt: 1 } },
  ]
}

/**
 * The pure pop, without the hint: every task that has not started is looked up. The reference that the
 * property tests compare the pop against; its cost grows with the backlog.
 */
export function purePopPipeline(tasks: string, { names, limit }: Proposal): Document[] {
  return [
    {
      $match: {
        name: { $in: [...names] },
        state: transitions.claim.from[0],
        dueAt: { $exists: false },
        'holds.0': { $exists: false },
      },
    },
    { $project: judged },
    ...judgeReadiness(tasks),
    { $match: { readiness: 'ready' } },
    { $sort: claimOrder },
    { $limit: limit },
    { $project: { readiness: 1, expiresAt: 1 } },
  ]
}

/**
 * Reads the head of the queue. Before, after: nothing is changed.
 * Returns the candidates in claim order, with their readiness; an empty list means that nothing is ready.
 */
export async function proposeReady(store: Store, proposal: Proposal): Promise<Candidate[]> {
  return store.tasks.aggregate<Candidate>(proposalPipeline(store.tasks.collectionName, proposal)).toArray()
}
