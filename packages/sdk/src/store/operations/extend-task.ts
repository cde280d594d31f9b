import type { AnyBulkWriteOperation, Filter } from 'mongodb'

import { defaults } from '../../defaults.ts'
import { carriesHint } from '../../document/carries-hint.ts'
import { withExtensions, type Waiting } from '../../document/extensions.ts'
import type { StoredExtension, TaskDocument } from '../../document/task-document.ts'
import { inChunks } from '../chunks.ts'
import { flagAll, type Flagged } from '../flags.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'
import type { GrowingClaim } from './grow-dag.ts'

/** What a running task is extended by. */
export interface Extending extends GrowingClaim {
  readonly extensions: readonly StoredExtension[]
  /** The pushes that the task made itself: what came with them does not wait for its extensions. */
  readonly pushIds: readonly string[]
}

/**
 * Writes down what whoever depends on a task waits for as well, for dependents that are there and for later ones.
 *
 * Before: `RUNNING` under the claim. After: the task names its extensions.
 * Returns those that it did not name before; undefined when the claim has lost the task, and then nothing was
 * changed. Emits nothing.
 */
export async function announceExtensions(
  store: Store,
  { taskId, token, extensions }: Extending,
): Promise<StoredExtension[] | undefined> {
  await reach('extend.announce')
  const before = await store.tasks.findOneAndUpdate(
    heldBy({ taskId, token }),
    { $addToSet: { extensions: { $each: [...extensions] } }, $currentDate: { updatedAt: true } },
    { projection: { extensions: 1 }, returnDocument: 'before' },
  )
  if (before === null) return undefined
  const named = new Set((before.extensions ?? []).map(({ id }) => id))
  return extensions.filter(({ id }) => !named.has(id))
}

/** Takes extensions back that cannot be: nobody waits for them yet, unless an earlier call named them as well. */
export async function withdrawExtensions(
  store: Store,
  { taskId, token, extensions }: Extending,
): Promise<void> {
  await reach('extend.withdraw')
  await store.tasks.updateOne(heldBy({ taskId, token }), {
    $pull: { extensions: { id: { $in: extensions.map(({ id }) => id) } } },
  })
}

function heldBy({ taskId, token }: GrowingClaim): Filter<TaskDocument> {
  return { _id: taskId, state: 'RUNNING', 'lease.token': token }
}

type Dependent = Waiting & Pick<TaskDocument, 'name' | 'revision' | 'purgeAt'>

/** The first dependent of a task that would have too many dependencies with its extensions. */
export async function findOverloaded(store: Store, extending: Extending): Promise<Dependent | undefined> {
  const { extensions } = extending
  for await (const dependent of readDependents(store, extending))
    if (dependent.dependencies.length + extensions.length > defaults.maximumDependencies) return dependent
  return undefined
}

/**
 * Lets the dependents of a task wait for its extensions.
 *
 * Before: the task names them. After: every dependent that has not started has them in a group of its own, is
 * blocked and carries `recheck`; they live as long as their dependents. Those that run or have settled are not
 * touched. What is pushed at the same moment, and what a crash leaves out, is made good when it is claimed.
 * Returns the flags to resolve. Emits nothing.
 */
export async function extendDependents(store: Store, extending: Extending): Promise<Flagged[]> {
  const flagged: Flagged[] = []
  for (;;) {
    const flag = store.unique()
    const writes: { id: string; purgeAt: Date; write: AnyBulkWriteOperation<TaskDocument> }[] = []
    for await (const { revision, purgeAt, ...dependent } of readDependents(store, extending)) {
      const edges = withExtensions(dependent, (id) => (id === extending.taskId ? extending.extensions : []))
      if (edges === undefined) continue
      // At its highest: the look that follows brings it down.
      const hint = carriesHint(edges) ? { remaining: edges.dependencies.length } : {}
      const filter: Filter<TaskDocument> = { _id: dependent._id, state: 'CREATED', revision }
      const update = {
        $set: { ...edges, ...hint, blocked: true as const, recheck: flag },
        $unset: { ready: '' as const, ...('remaining' in hint ? {} : { remaining: '' as const }) },
        $inc: { revision: 1 },
        $currentDate: { flaggedAt: true as const, updatedAt: true as const },
      }
      writes.push({ id: dependent._id, purgeAt, write: { updateOne: { filter, update } } })
    }
    if (writes.length === 0) return flagged
    await keepExtensions(store, extending.extensions, latest(writes.map(({ purgeAt }) => purgeAt)))
    for (const chunk of inChunks(writes)) {
      await reach('extend.dependents')
      await store.tasks.bulkWrite(
        chunk.map(({ write }) => write),
        { ordered: false },
      )
    }
    flagged.push(
      ...flagAll(
        'recheck',
        writes.map(({ id }) => id),
        flag,
      ),
    )
  }
}

function readDependents(store: Store, { taskId, pushIds }: Extending): AsyncIterable<Dependent> {
  return store.tasks
    .find({ 'dependencies.id': taskId, open: true, state: 'CREATED', pushId: { $nin: [...pushIds] } })
    .project<Dependent>({ name: 1, dependencies: 1, groups: 1, revision: 1, purgeAt: 1 })
}

function latest(times: readonly Date[]): Date {
  return new Date(times.reduce((last, time) => Math.max(last, time.getTime()), 0))
}

/** No result may vanish under a task that waits for it. */
export async function keepExtensions(
  store: Store,
  extensions: readonly Pick<StoredExtension, 'id'>[],
  purgeAt: Date,
): Promise<void> {
  for (const chunk of inChunks(extensions.map(({ id }) => id))) {
    await reach('extend.keep')
    await store.tasks.updateMany({ _id: { $in: chunk } }, { $max: { purgeAt } })
    await store.contents.updateMany({ taskId: { $in: chunk } }, { $max: { purgeAt } })
  }
}
