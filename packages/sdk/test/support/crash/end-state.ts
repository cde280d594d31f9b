import type { TestLoom } from '@taskloom/sdk/testing'
import { expect } from 'vitest'

import type { RawDatabase } from '../raw-database.ts'
import { effectsOf, Piece } from './piece.ts'

/** What is left when a scenario is over: equal after every crash to what an undisturbed run leaves. */
export interface EndState {
  readonly tasks: readonly object[]
  readonly dags: readonly object[]
  /** The tasks whose effect was recorded. */
  readonly effects: readonly string[]
  /** What nobody should find when nothing is under way. */
  readonly leftovers: readonly object[]
}

/** Reads the end of a scenario. What depends on the number of attempts is left out. */
export async function endState({ loom }: TestLoom, { db, tasks, pushes }: RawDatabase): Promise<EndState> {
  const stored = (await loom.find(Piece)).toSorted((one, other) => (one.id < other.id ? -1 : 1))
  const dags = await db
    .collection('dags')
    .find({}, { projection: { _id: 0, taskCount: 1, outcome: 1, counts: 1, pausedAt: 1 } })
    .toArray()
  const effects = await effectsOf(db).find().toArray()
  const underWay = [
    'ready',
    'blocked',
    'lease',
    'holds.0',
    'unresolved',
    'recheck',
    'flaggedAt',
    'open',
    'reset',
  ]
  return {
    tasks: stored.map(({ id, state, priority, payload, result, error, rootCause }) => ({
      id,
      state,
      priority,
      payload,
      result,
      error: error?.code,
      rootCause,
    })),
    dags: dags.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)),
    effects: effects.map(({ _id }) => _id).toSorted(),
    leftovers: [
      ...(await tasks
        .find({
          $or: [
            { state: { $in: ['STAGED', 'DELETED', 'CREATED', 'RUNNING'] } },
            ...underWay.map((field) => ({ [field]: { $exists: true } })),
          ],
        })
        .toArray()),
      ...(await db
        .collection('resets')
        .find({ state: { $ne: 'UNDONE' } })
        .toArray()),
      ...(await pushes.find({ state: { $in: ['STAGED', 'OPEN'] } }).toArray()),
    ],
  }
}

/** At least once is what a run is promised: more often only where an attempt was lost. */
export async function expectNoNeedlessRuns({ tasks, db }: RawDatabase): Promise<void> {
  const effects = await effectsOf(db).find().toArray()
  const attempts = new Map((await tasks.find().toArray()).map(({ _id, attempt }) => [_id, attempt]))
  const needless = effects.filter(({ _id, runs }) => runs > (attempts.get(_id) ?? runs))
  expect(needless).toEqual([])
}
