import { brand } from '../define/brand.ts'
import { createNode } from '../define/create-node.ts'
import { oneAttempt } from '../define/retry-options.ts'
import { standInFor } from '../define/stand-in.ts'
import type { NodeDependency, TaskNode } from '../define/task-node.ts'
import { isAddedGroup } from '../document/extensions.ts'
import { TaskloomError } from '../errors.ts'
import { internals } from '../run/connect.ts'
import type { Loom } from '../run/loom.ts'
import { findTask, type LoadedTask } from '../store/read/find-tasks.ts'
import { readNamedTasks } from '../store/read/named-tasks.ts'
import type { Store } from '../store/store.ts'

/** What a copy has in place of what the task has. */
export interface CopyOptions {
  /** @defaultValue the payload of the task */
  readonly payload?: unknown
}

/**
 * Pushes a copy of a stored task, without its definition: with its dependencies, priority, attempts and time to
 * live, all as they are stored. Nothing but that MongoDB can hold it is checked of the payload; a worker that
 * cannot use it fails the copy with `INVALID_PAYLOAD`.
 * @returns The id of the copy; undefined when there is no such task.
 * @throws TaskloomError `VALUE_NOT_STORABLE`; `INVALID_DEPENDENCY` when something that it depends on is gone.
 */
export async function pushCopy(
  loom: Loom,
  id: string,
  options: CopyOptions = {},
): Promise<string | undefined> {
  const parts = internals.get(loom)
  if (parts === undefined)
    throw new TaskloomError('INVALID_OPTION', 'pushCopy() takes a loom that connect() returned.')
  const { store } = parts.engine
  const task = await findTask(store, id)
  if (task === undefined) return undefined
  const payload = options.payload === undefined ? task.payload : options.payload
  const node: TaskNode = {
    ...createNode(standInFor(task.name), payload, { priority: task.priority }),
    dependencies: await dependenciesOf(store, task),
    groups: task.groups.filter(({ name }) => !isAddedGroup(name)),
    retry: task.retry ?? oneAttempt,
    timeoutMilliseconds: task.timeout,
    expiresInMilliseconds: Math.max(1, task.expiresAt.getTime() - task.createdAt.getTime()),
  }
  await loom.push(brand<TaskNode>(Object.freeze(node)))
  return node.id
}

async function dependenciesOf(store: Store, { dependencies }: LoadedTask): Promise<NodeDependency[]> {
  const own = dependencies.filter(({ group }) => !isAddedGroup(group))
  const named = await readNamedTasks(
    store,
    own.map(({ id }) => id),
  )
  return own.map(({ group, id }) => ({ group, id, name: named.get(id)?.name ?? '', node: undefined }))
}
