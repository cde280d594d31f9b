import type { DagDocument, TaskDocument } from '../../document/task-document.ts'
import { inChunks } from '../chunks.ts'
import { flagAll, type Flagged } from '../flags.ts'
import type { PlannedTask, PushFrame } from '../plan.ts'
import type { Store } from '../store.ts'
import { outdatedTransaction, type ClientSession } from '../transaction.ts'
import { reach } from '../write-points.ts'
import { recordKept } from './keep-records.ts'
import { isRoot } from './release-push.ts'
import { isDuplicateKey } from './stage-push.ts'

export type StoredTaskName = Pick<TaskDocument, '_id' | 'name' | 'dagId' | 'state'>

/** Which of these ids are taken, as the transaction sees it: a duplicate would abort it. */
export async function findTaken(
  store: Store,
  ids: readonly string[],
  session: ClientSession,
): Promise<StoredTaskName[]> {
  const taken: StoredTaskName[] = []
  for (const chunk of inChunks(ids)) {
    const found = store.tasks
      .find({ _id: { $in: chunk } }, { session })
      .project<StoredTaskName>({ name: 1, dagId: 1, state: 1 })
    for await (const task of found) taken.push(task)
  }
  return taken
}

/**
 * Stores a push in the user's transaction, which makes it all or nothing.
 *
 * Before: none of the ids is taken. After the commit: tasks that wait for nothing are ready, the others blocked;
 * those that depend on earlier tasks carry `recheck`, since these may settle meanwhile.
 * Returns the flags to resolve after the commit. Emits: ready (through the caller), after the commit.
 */
export async function pushInSession(
  store: Store,
  { planned, frame }: { readonly planned: readonly PlannedTask[]; readonly frame: PushFrame },
  session: ClientSession,
): Promise<Flagged[]> {
  const flag = store.unique()
  const tasks = planned.map(({ task }) => released(task, frame, flag))
  const contents = planned.flatMap(({ content }) => (content === undefined ? [] : [content]))
  await reach('push.session')
  await store.tasks.insertMany(tasks, { session }).catch(refuseDuplicates)
  if (contents.length > 0) await store.contents.insertMany(contents, { session })
  if (planned[0]?.task._id !== frame.dagId)
    await store.dags.insertOne(dagOf(frame, planned.length), { session })
  const rechecked = tasks.filter(({ recheck }) => recheck !== undefined).map(({ _id }) => _id)
  return flagAll('recheck', rechecked, flag)
}

/** Somebody has stored one of the tasks since the transaction began; the next one sees it. */
function refuseDuplicates(error: unknown): never {
  throw isDuplicateKey(error) ? outdatedTransaction('one of its tasks was stored by somebody else') : error
}

function released(task: TaskDocument, { earlier }: PushFrame, flag: string): TaskDocument {
  const { release: _, ...rest } = task
  const common = { ...rest, state: 'CREATED', open: true } as const
  if (isRoot(task)) return { ...common, ready: true }
  const waitsForEarlier = task.dependencies.some(({ id }) => earlier.dags.has(id))
  return {
    ...common,
    blocked: true,
    ...(waitsForEarlier ? { recheck: flag, flaggedAt: task.createdAt } : {}),
  }
}

function dagOf({ dagId, pushId, createdAt, purgeAt, dag }: PushFrame, taskCount: number): DagDocument {
  return {
    _id: dagId,
    pushId,
    taskCount,
    createdAt,
    purgeAt: recordKept(purgeAt),
    revision: 0,
    ...dag,
  }
}
