import type { Document } from 'mongodb'

import type { TaskDocument } from '../../document/task-document.ts'
import { whereFrom } from '../../document/transitions.ts'
import { judgeReadiness, type Readiness } from '../readiness.ts'
import type { Store } from '../store.ts'

/** A task at the head of the queue, and what the dependency rule says of it. */
export interface Candidate extends Pick<TaskDocument, '_id' | 'expiresAt' | 'priority' | 'ordinal'> {
  readonly readiness: Readiness
}

export interface Proposal {
  readonly names: readonly string[]
  readonly limit: number
}

/** The order in which tasks are claimed. */
const claimOrder = { priority: -1, ordinal: 1, _id: 1 } as const

/** The same order, for tasks that are in memory. */
export function inClaimOrder(one: Ordered, other: Ordered): number {
  return other.priority - one.priority || one.ordinal - other.ordinal || (one._id < other._id ? -1 : 1)
}

type Ordered = Pick<TaskDocument, '_id' | 'priority' | 'ordinal'>

/** The claimable tasks of some definitions; the partial filter of the `hot` index is part of it. */
function readyTasks(names: readonly string[]): Document {
  return { name: names.length === 1 ? names[0] : { $in: [...names] }, ready: true }
}

const kept = ['expiresAt', 'priority', 'ordinal'] as const

/** What a proposal says of its candidates. */
const said = { readiness: 1, ...Object.fromEntries(kept.map((field) => [field, 1])) }

/**
 * The pop's aggregation: the head of the hot index, with every dependency looked up.
 * `ready` is the index's hint; the `$lookup` is the authority.
 */
function proposalPipeline(tasks: string, { names, limit }: Proposal): Document[] {
  return [
    { $match: readyTasks(names) },
    { $sort: claimOrder },
    { $limit: limit },
    ...judgeReadiness(tasks, { keep: kept }),
    { $project: said },
  ]
}

/**
 * The pure pop, without the hint: every task that has not started is looked up, and those with very many dependencies
 * are left to be counted. The reference that the property tests compare the pop against; its cost grows with the backlog.
 */
export function purePopPipeline(tasks: string, names: readonly string[]): Document[] {
  return [
    {
      $match: {
        name: { $in: [...names] },
        ...whereFrom('claim'),
        dueAt: { $exists: false },
        'holds.0': { $exists: false },
      },
    },
    ...judgeReadiness(tasks, { keep: kept }),
    { $match: { readiness: { $in: ['ready', 'wide'] } } },
    { $sort: claimOrder },
    { $project: said },
  ]
}

/**
 * Reads the head of the queue. Before, after: nothing is changed.
 * Returns the candidates in claim order, with their readiness; an empty list means that nothing is ready.
 */
export async function proposeReady(store: Store, proposal: Proposal): Promise<Candidate[]> {
  const pipeline = proposalPipeline(store.tasks.collectionName, proposal)
  return (await store.tasks.aggregate<Candidate>(pipeline).toArray()).toSorted(inClaimOrder)
}
