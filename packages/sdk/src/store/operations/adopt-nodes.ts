import { defaults } from '../../defaults.ts'
import type { TaskDocument } from '../../document/task-document.ts'
import { inChunks } from '../chunks.ts'
import type { Store } from '../store.ts'
import { abortPush } from './abort-push.ts'
import { releasePush } from './release-push.ts'

/** What became of nodes that were found stored. */
export interface Adopted {
  /** The nodes that are pushed now; the others can be pushed again. */
  readonly pushed: readonly StoredNode[]
  /** Whether another process is pushing some of them right now: ask again. */
  readonly isBusy: boolean
}

/**
 * Finds out what became of nodes that are stored although this process does not remember a push that
 * succeeded: the answer to an earlier try was lost, that try stopped half-way, or another process has pushed
 * the same ids.
 *
 * Before: anything; no push of these nodes is under way in this process.
 * After: pushes that were opened are released, those that nobody works on are undone. Emits nothing.
 */
export async function adoptNodes(store: Store, ids: readonly string[]): Promise<Adopted> {
  const staged = (await readStored(store, ids)).filter(({ state }) => state === 'STAGED')
  const pushes = new Map(staged.map(({ pushId, dagId }) => [pushId, { id: pushId, dagId }]))
  let isBusy = false
  for (const push of pushes.values()) {
    if (await isUnderWay(store, push.id)) isBusy = true
    else if (!(await abortPush(store, push))) await releasePush(store, push)
  }
  const pushed = (await readStored(store, ids)).filter(({ state }) => state !== 'STAGED')
  return { pushed, isBusy }
}

/** A push of another process that gave a sign of life not long ago. */
async function isUnderWay(store: Store, pushId: string): Promise<boolean> {
  if (pushId.startsWith(`${store.processId}-`)) return false
  const stale = new Date(store.clock.now().getTime() - defaults.pushStale)
  const alive = { _id: pushId, state: 'STAGED', heartbeatAt: { $gt: stale } } as const
  return (await store.pushes.findOne(alive, { projection: { _id: 1 } })) !== null
}

type StoredNode = Pick<TaskDocument, '_id' | 'name' | 'state' | 'dagId' | 'pushId'>

async function readStored(store: Store, ids: readonly string[]): Promise<StoredNode[]> {
  const found: StoredNode[] = []
  for (const chunk of inChunks(ids)) {
    const tasks = store.tasks
      .find({ _id: { $in: chunk } })
      .project<StoredNode>({ name: 1, state: 1, dagId: 1, pushId: 1 })
    for await (const task of tasks) found.push(task)
  }
  return found
}
