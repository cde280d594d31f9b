import { assertKind } from '../../dag/collect-nodes.ts'
import type { NodeDependency } from '../../define/task-node.ts'
import { TaskloomError } from '../../errors.ts'
import { inChunks } from '../chunks.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'

/**
 * Keeps the tasks that a push depends on, but did not bring along, until the push itself may go.
 *
 * Before: tasks of earlier pushes, visible to everybody.
 * After: their `purgeAt`, and that of their large results, is at least the push's.
 * Returns the DAG of each. Emits nothing.
 * @throws TaskloomError `DEPENDENCY_NOT_FOUND` with the ids that do not exist (any more), `INVALID_DEPENDENCY`
 *   when one is a task of another definition than its group is declared for.
 */
export async function pinDependencies(
  store: Store,
  dependencies: readonly NodeDependency[],
  purgeAt: Date,
): Promise<Map<string, string>> {
  const ids = [...new Set(dependencies.map(({ id }) => id))]
  const dags = new Map<string, string>()
  const names = new Map<string, string>()
  for (const chunk of inChunks(ids)) {
    await reach('push.pin')
    await pinChunk(store, chunk, purgeAt)
    const pinned = store.tasks.find(
      { _id: { $in: chunk }, state: { $nin: ['STAGED', 'DELETED'] } },
      { projection: { dagId: 1, name: 1 } },
    )
    for await (const { _id, dagId, name } of pinned) {
      dags.set(_id, dagId)
      names.set(_id, name)
    }
  }
  for (const dependency of dependencies) assertKind(dependency, names.get(dependency.id))
  const missing = ids.filter((id) => !dags.has(id))
  if (missing.length === 0) return dags
  throw new TaskloomError(
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
    await reach('reset.pin')
    await pinChunk(store, chunk, purgeAt)
  }
}

async function pinChunk(store: Store, ids: string[], purgeAt: Date): Promise<void> {
  await store.tasks.updateMany(
    { _id: { $in: ids }, state: { $nin: ['STAGED', 'DELETED'] } },
    { $max: { purgeAt } },
  )
  await store.contents.updateMany({ taskId: { $in: ids } }, { $max: { purgeAt } })
}
