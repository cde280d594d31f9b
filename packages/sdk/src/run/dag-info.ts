import { decodeKeys } from '../define/stored-keys.ts'
import type { DagDocument, DagOutcome, TaskDocument } from '../document/task-document.ts'

/** What is known of a DAG as a whole. */
export interface DagInfo {
  readonly id: string
  readonly tags: readonly string[]
  readonly metadata: Readonly<Record<string, unknown>>
  readonly createdAt: Date
  /** How many tasks were pushed into it, those that running tasks pushed included. */
  readonly taskCount: number
  /** When whatever has not settled expires. */
  readonly deadlineAt?: Date
  /** Present while it is paused: since when. */
  readonly pausedAt?: Date
  /** Present once every task has settled. */
  readonly finishedAt?: Date
  readonly outcome?: DagOutcome
}

export function infoOfRecord(record: DagDocument): DagInfo {
  const { _id: id, tags = [], metadata, createdAt, taskCount, ...rest } = record
  const { deadlineAt, pausedAt, finishedAt, outcome } = rest
  return {
    id,
    tags,
    metadata: (decodeKeys(metadata) ?? {}) as DagInfo['metadata'],
    createdAt,
    taskCount,
    ...(deadlineAt && { deadlineAt }),
    ...(pausedAt && { pausedAt }),
    ...(finishedAt && { finishedAt }),
    ...(outcome && { outcome }),
  }
}

/** A push of one node of which nothing was said has no record: its task says it all. */
export function infoOfTask(
  { dagId: id, createdAt, settledAt }: Pick<TaskDocument, 'dagId' | 'createdAt' | 'settledAt'>,
  outcome: DagOutcome,
): DagInfo {
  const end = settledAt && { finishedAt: settledAt, outcome }
  return { id, tags: [], metadata: {}, createdAt, taskCount: 1, ...end }
}
