import type { Document } from 'mongodb'

import { carriesHint } from '../../document/carries-hint.ts'
import type { DagDocument, ResetDocument } from '../../document/task-document.ts'
import { whereFrom } from '../../document/transitions.ts'
import { inChunks } from '../chunks.ts'
import { finisherHold } from '../finisher-hold.ts'
import type { GraphTask } from '../read/downstream.ts'
import type { Store } from '../store.ts'
import { isPast, serverTimeIn, transitionStages } from '../transition-update.ts'
import { reach } from '../write-points.ts'

/**
 * Makes held tasks what they were before they ran.
 *
 * Before: a `RESETTING` record, any part of its tasks reset. After: those that run again are `CREATED`, without
 * attempts, ends and results, with their whole time to live before them; still held. One
 * whose start has not come waits for it again. A finisher waits for all others
 * of its DAG again.
 * A repeat does no harm. Emits nothing.
 */
export async function resetPart(store: Store, record: ResetDocument, ids: readonly string[]): Promise<void> {
  for (const chunk of inChunks(ids)) {
    await reach('reset.write')
    await store.tasks.updateMany(
      {
        _id: { $in: chunk },
        ...whereFrom(record.kind),
        'reset.by': record._id,
        'reset.runsAgain': true,
      },
      transitionStages(record.kind, {
        blocked: true,
        open: true,
        attempt: 0,
        recoveries: 0,
        dueAt: { $cond: [isPast('$startsAt'), '$$REMOVE', '$startsAt'] },
        expiresAt: serverTimeIn(timeToLive),
        purgeAt: { $max: ['$purgeAt', record.purgeAt, serverTimeIn(timeToLive)] },
        holds: { $cond: [{ $eq: ['$finisher', true] }, holdsOfFinisher, '$holds'] },
      }),
    )
    await store.contents.updateMany({ taskId: { $in: chunk } }, { $max: { purgeAt: record.purgeAt } })
  }
}

/** The hold of a finisher comes first, as it does after a push: its index counts on that. */
const holdsOfFinisher: Document = {
  $concatArrays: [
    [finisherHold],
    { $filter: { input: { $ifNull: ['$holds', []] }, as: 'hold', cond: { $ne: ['$$hold', finisherHold] } } },
  ],
}

const timeToLive: Document = {
  $ifNull: [
    '$timeToLive',
    {
      $dateDiff: {
        startDate: { $ifNull: ['$resetAt', '$createdAt'] },
        endDate: '$expiresAt',
        unit: 'millisecond',
      },
    },
  ],
}

/**
 * Lets the deadlines of DAGs hold for what runs again in them.
 *
 * Before: reset, and held. After: those of a DAG whose deadline is ahead expire by then; but for its finisher, which
 * has its time from when all others have settled. They keep how long they live, for a reset that comes after it.
 * A repeat does no harm. Emits nothing.
 */
export async function holdToDeadlines(store: Store, record: ResetDocument): Promise<void> {
  for (const dagIds of inChunks(record.dagIds)) {
    const dags = await store.dags
      .find({ _id: { $in: dagIds }, deadlineAt: { $gt: store.clock.now() } })
      .project<Required<Pick<DagDocument, '_id' | 'deadlineAt'>>>({ deadlineAt: 1 })
      .toArray()
    for (const { _id: dagId, deadlineAt } of dags) {
      await reach('reset.write')
      await store.tasks.updateMany(
        {
          dagId,
          state: 'CREATED',
          'reset.by': record._id,
          'reset.runsAgain': true,
          finisher: { $exists: false },
          expiresAt: { $gt: deadlineAt },
        },
        [{ $set: { timeToLive, expiresAt: deadlineAt } }],
      )
    }
  }
}

/**
 * Gives held tasks the `remaining` hint back: at its highest, since the look that follows brings it down.
 *
 * Before: held, and reset where they run again. After: those that may carry it do. Emits nothing.
 */
export async function restoreHints(
  store: Store,
  record: ResetDocument,
  tasks: Iterable<GraphTask>,
): Promise<void> {
  const ids = [...tasks].filter(carriesHint).map(({ _id }) => _id)
  for (const chunk of inChunks(ids)) {
    await reach('reset.write')
    await store.tasks.updateMany({ _id: { $in: chunk }, state: 'CREATED', 'reset.by': record._id }, [
      { $set: { remaining: { $size: '$dependencies' } } },
    ])
  }
}
