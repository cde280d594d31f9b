import type { Document } from 'mongodb'

import type { TaskDocument } from '../../document/task-document.ts'
import { judgeWide } from '../judge-wide.ts'
import { judgeReadiness, type Readiness } from '../readiness.ts'
import type { Store } from '../store.ts'

/** A blocked task, judged. */
export interface JudgedTask extends Pick<
  TaskDocument,
  '_id' | 'name' | 'revision' | 'remaining' | 'dueAt' | 'holds'
> {
  readonly readiness: Exclude<Readiness, 'wide'>
  /** How many of its dependencies have not settled; unknown when the hint spared the look. */
  readonly pending: number
  /** How many of the settled tasks of this round it depends on, when the hint spared the look. */
  readonly hits: number
  readonly skipped: boolean
}

export interface JudgeRequest {
  readonly settledIds: readonly string[]
  readonly recheckIds: readonly string[]
  /** Whether every settled task succeeded; only then may the `remaining` hint spare a look. */
  readonly onlySuccesses: boolean
}

const batchSize = 500

/**
 * Finds the blocked tasks that a round of the resolver concerns, and judges them in the same aggregation.
 * Before, after: nothing is changed. Yields batches of judged tasks, each task once for every way in which
 * it is concerned.
 */
export async function* judgeBlocked(store: Store, request: JudgeRequest): AsyncGenerator<JudgedTask[]> {
  const { settledIds, recheckIds } = request
  if (settledIds.length > 0) {
    const hint = request.onlySuccesses ? settledIds : []
    yield* judgeMatching(store, { 'dependencies.id': { $in: [...settledIds] } }, hint)
  }
  if (recheckIds.length > 0) yield* judgeMatching(store, { _id: { $in: [...recheckIds] } }, [])
}

async function* judgeMatching(
  store: Store,
  filter: Document,
  hintIds: readonly string[],
): AsyncGenerator<JudgedTask[]> {
  const cursor = store.tasks.aggregate<MaybeWide>(
    judgePipeline(store.tasks.collectionName, filter, hintIds),
    {
      batchSize,
    },
  )
  let batch: JudgedTask[] = []
  for await (const task of cursor) {
    batch.push(task.readiness === 'wide' ? { ...task, ...(await judgeWide(store, task._id)) } : narrow(task))
    if (batch.length < batchSize) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

type MaybeWide = Omit<JudgedTask, 'readiness'> & { readonly readiness: Readiness }

function narrow(task: MaybeWide): JudgedTask {
  return { ...task, readiness: task.readiness === 'wide' ? 'blocked' : task.readiness }
}

/** The resolver's aggregation; exported for its plan test. */
export function judgePipeline(tasks: string, filter: Document, hintIds: readonly string[]): Document[] {
  const ids = { $map: { input: '$dependencies', as: 'dependency', in: '$$dependency.id' } }
  const hits = {
    $cond: [{ $gt: ['$remaining', 0] }, { $size: { $setIntersection: [ids, [...hintIds]] } }, 0],
  }
  const spared = hintIds.length > 0 && { $gt: [{ $subtract: ['$remaining', '$hits'] }, 0] }
  return [
    { $match: { ...filter, blocked: true } },
    {
      $project: {
        dependencies: 1,
        groups: 1,
        name: 1,
        revision: 1,
        remaining: 1,
        dueAt: 1,
        holds: 1,
        hits: hintIds.length > 0 ? hits : { $literal: 0 },
      },
    },
    ...judgeReadiness(tasks, spared),
    {
      $project: {
        name: 1,
        revision: 1,
        remaining: 1,
        dueAt: 1,
        holds: 1,
        hits: 1,
        skipped: 1,
        pending: 1,
        readiness: 1,
      },
    },
  ]
}
