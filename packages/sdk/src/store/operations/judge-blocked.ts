import type { Document } from 'mongodb'

import type { TaskDocument } from '../../document/task-document.ts'
import { judgeWide } from '../judge-wide.ts'
import { judgeReadiness, type Readiness } from '../readiness.ts'
import type { Store } from '../store.ts'

/** A task that has not started, judged. */
export interface JudgedTask extends Pick<TaskDocument, '_id' | 'dagId' | 'name' | 'revision'> {
  /** Whether it is blocked: one that is ready already is judged where a dependency may be gone. */
  readonly isBlocked: boolean
  readonly readiness: Exclude<Readiness, 'wide'>
  /** The hint that was read, where the task carries one. */
  readonly remaining: number | undefined
  /** Whether a delay or a hold stands against the task, whatever its dependencies say. */
  readonly isHeldUp: boolean
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
  /**
   * Whether one of them was deleted. Then ready dependents are judged as well: another resolver may make them
   * ready at any moment for what the deleted task was before.
   */
  readonly someDeleted: boolean
}

const batchSize = 500

/**
 * Finds the tasks that have not started which a round of the resolver concerns, and judges them in the same aggregation.
 * Before, after: nothing is changed. Yields batches of judged tasks, each task once for every way in which
 * it is concerned.
 */
export async function* judgeBlocked(store: Store, request: JudgeRequest): AsyncGenerator<JudgedTask[]> {
  const { settledIds, recheckIds } = request
  if (settledIds.length > 0) {
    const hint = request.onlySuccesses ? settledIds : []
    const standing = request.someDeleted ? { state: 'CREATED' } : { blocked: true }
    yield* judgeMatching(
      store,
      { 'dependencies.id': { $in: [...settledIds] }, open: true, ...standing },
      hint,
    )
  }
  if (recheckIds.length > 0)
    yield* judgeMatching(store, { _id: { $in: [...recheckIds] }, state: 'CREATED' }, [])
}

async function* judgeMatching(
  store: Store,
  filter: Document,
  hintIds: readonly string[],
): AsyncGenerator<JudgedTask[]> {
  const cursor = store.tasks.aggregate<Row>(judgePipeline(store.tasks.collectionName, filter, hintIds), {
    batchSize,
  })
  let batch: JudgedTask[] = []
  for await (const row of cursor) {
    batch.push(await toJudged(store, row))
    if (batch.length < batchSize) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** A row of the aggregation: `$group` makes null of a field that is missing. */
type Row = Pick<JudgedTask, '_id' | 'dagId' | 'name' | 'revision' | 'pending' | 'hits' | 'skipped'> & {
  readonly readiness: Readiness
  readonly remaining: number | null
  readonly blocked: boolean | null
  readonly dueAt: Date | null
  readonly holds: readonly string[] | null
}

async function toJudged(store: Store, row: Row): Promise<JudgedTask> {
  const { remaining, blocked, dueAt, holds, readiness, ...rest } = row
  const isHeldUp = dueAt !== null || (holds ?? []).length > 0
  const judgement =
    readiness === 'wide' ? await judgeWide(store, row._id) : { readiness, pending: row.pending }
  return { ...rest, ...judgement, isBlocked: blocked === true, isHeldUp, remaining: remaining ?? undefined }
}

/** The resolver's aggregation. */
function judgePipeline(tasks: string, filter: Document, hintIds: readonly string[]): Document[] {
  const ids = { $map: { input: '$dependencies', as: 'dependency', in: '$$dependency.id' } }
  const hits = {
    $cond: [{ $gt: ['$remaining', 0] }, { $size: { $setIntersection: [ids, [...hintIds]] } }, 0],
  }
  const spared = { $gt: [{ $subtract: ['$remaining', '$hits'] }, 0] }
  return [
    { $match: filter },
    { $set: { hits: hintIds.length > 0 ? hits : { $literal: 0 } } },
    ...judgeReadiness(tasks, { keep: [...kept, 'hits'], ...(hintIds.length > 0 ? { skip: spared } : {}) }),
    { $project: { ...keptFields, hits: 1, skipped: 1, pending: 1, readiness: 1 } },
  ]
}

const kept = ['name', 'dagId', 'revision', 'blocked', 'remaining', 'dueAt', 'holds'] as const
const keptFields = Object.fromEntries(kept.map((field) => [field, 1]))
