import type { Filter } from 'mongodb'

import { assertKind } from '../../dag/collect-nodes.ts'
import type { NodeDependency } from '../../define/task-node.ts'
import type { TaskDocument } from '../../document/task-document.ts'
import { TaskloomError } from '../../errors.ts'
import { inChunks } from '../chunks.ts'
import type { EarlierTasks } from '../plan.ts'
import type { Store } from '../store.ts'
import type { ClientSession } from '../transaction.ts'
import { reach } from '../write-points.ts'
import { keepRecords } from './keep-records.ts'

/** How long dependencies are to be kept, and the transaction that asks for it. */
export interface Pinning {
  readonly purgeAt: Date
  readonly transaction?: UserTransaction | undefined
}

/** The user's transaction that a push joins. */
export interface UserTransaction {
  readonly session: ClientSession
  /** Tasks that it has written: whoever writes them outside of it would wait for its end. */
  readonly touched: ReadonlySet<string>
}

/**
 * Keeps the tasks that a push depends on, but did not bring along, until the push itself may go; and with them
 * what they were extended by.
 *
 * Before: tasks of earlier pushes, visible to everybody.
 * After: their `purgeAt`, and that of their large results, is at least the push's.
 * In a user's transaction it is done outside of it, as far as that has not written them: a task that is locked for
 * the time of a transaction cannot be renewed. It does no harm when the transaction aborts.
 * Returns what a push has to know of each. Emits nothing.
 * @throws TaskloomError `DEPENDENCY_NOT_FOUND` with the ids that do not exist (any more), `INVALID_DEPENDENCY`
 *   when one is a task of another definition than its group is declared for.
 */
export async function pinDependencies(
  store: Store,
  dependencies: readonly NodeDependency[],
  { purgeAt, transaction }: Pinning,
): Promise<EarlierTasks> {
  const ids = [...new Set(dependencies.map(({ id }) => id))]
  const isTouched = (id: string): boolean => transaction?.touched.has(id) === true
  const pins = [
    ...(await pin(
      store,
      ids.filter((id) => !isTouched(id)),
      { purgeAt },
    )),
    ...(await pin(store, ids.filter(isTouched), { purgeAt, session: transaction?.session })),
  ]
  const pinned = new Map(pins.map((task) => [task._id, task]))
  for (const dependency of dependencies) assertKind(dependency, pinned.get(dependency.id)?.name)
  const missing = ids.filter((id) => !pinned.has(id))
  if (missing.length > 0) throw notFound(missing)
  const extended = [...pinned.values()].filter(({ extensions = [] }) => extensions.length > 0)
  const extensions = new Map(extended.map((task) => [task._id, task.extensions ?? []]))
  const added = [...extensions.values()].flat()
  await pin(store, [...new Set(added.map(({ id }) => id))], { purgeAt })
  // Its record says how the DAG of a dependency ended, when only that is left of it.
  await keepRecords(store, [...new Set(pins.map(({ dagId }) => dagId))], purgeAt)
  const dags = [...added, ...[...pinned.values()].map(({ _id: id, dagId }) => ({ id, dagId }))]
  return { dags: new Map(dags.map(({ id, dagId }) => [id, dagId])), extensions }
}

type Pinned = Pick<TaskDocument, '_id' | 'dagId' | 'name' | 'extensions'>

/** How long tasks are to be kept, and the transaction that does it, if any. */
interface Pin {
  readonly purgeAt: Date
  readonly session?: ClientSession | undefined
}

async function pin(store: Store, ids: readonly string[], pinning: Pin): Promise<Pinned[]> {
  const pinned: Pinned[] = []
  for (const chunk of inChunks(ids)) {
    await reach('push.pin')
    await pinChunk(store, chunk, pinning)
    const found = store.tasks
      .find(visible(chunk), inSession(pinning))
      .project<Pinned>({ dagId: 1, name: 1, extensions: 1 })
    for await (const task of found) pinned.push(task)
  }
  return pinned
}

function visible(ids: string[]): Filter<TaskDocument> {
  return { _id: { $in: ids }, state: { $nin: ['STAGED', 'DELETED'] } }
}

function inSession({ session }: Pin): { session?: ClientSession } {
  return session === undefined ? {} : { session }
}

function notFound(missing: readonly string[]): TaskloomError {
  return new TaskloomError(
    'DEPENDENCY_NOT_FOUND',
    `${missing.length} of the dependencies given by id do not exist: ${missing.slice(0, 10).join(', ')}${missing.length > 10 ? ', …' : ''}. Push them first, or together with the tasks that need them. Nothing was stored.`,
    { details: { missing } },
  )
}

/**
 * Keeps tasks, with their large values, until those that depend on them may go.
 *
 * Before: anything. After: their `purgeAt` is at least this. Emits nothing.
 */
export async function pinTasks(store: Store, ids: readonly string[], purgeAt: Date): Promise<void> {
  for (const chunk of inChunks(ids)) {
    await reach('pin.write')
    await pinChunk(store, chunk, { purgeAt })
  }
}

async function pinChunk(store: Store, ids: string[], pinning: Pin): Promise<void> {
  const { purgeAt } = pinning
  await store.tasks.updateMany(visible(ids), { $max: { purgeAt } }, inSession(pinning))
  await store.contents.updateMany({ taskId: { $in: ids } }, { $max: { purgeAt } }, inSession(pinning))
}

/**
 * Keeps the large values of tasks.
 *
 * Before: their tasks are kept as long. After: the `purgeAt` of their values is at least this. Emits nothing.
 */
export async function pinContents(store: Store, taskIds: readonly string[], purgeAt: Date): Promise<void> {
  for (const chunk of inChunks(taskIds)) {
    await reach('pin.write')
    await store.contents.updateMany({ taskId: { $in: chunk } }, { $max: { purgeAt } })
  }
}
