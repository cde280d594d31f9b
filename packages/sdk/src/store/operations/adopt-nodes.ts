import { defaults } from '../../defaults.ts'
import type { PushDocument, TaskDocument } from '../../document/task-document.ts'
import { inChunks } from '../chunks.ts'
import type { Store } from '../store.ts'
import { concludePush, type Concluded, type Conclusion } from './conclude-push.ts'

/** What became of nodes that were found stored. */
export interface Adopted {
  /** The nodes that are pushed now; the others can be pushed again. */
  readonly pushed: readonly StoredNode[]
  /** Whether another process is pushing some of them right now: ask again. */
  readonly isBusy: boolean
  /** What came of the pushes that were released or undone on the way. */
  readonly concluded: readonly Concluded[]
}

/**
 * Finds out what became of nodes that are stored although this process does not remember a push that
 * succeeded: the answer to an earlier try was lost, that try stopped half-way, or another process has pushed
 * the same ids.
 *
 * Before: anything; no push of these nodes is under way in this process.
 * After: pushes that were opened are released, those that nobody works on are undone.
 * Emits: ready, dag finished (through the caller).
 */
export async function adoptNodes(store: Store, ids: readonly string[]): Promise<Adopted> {
  const staged = (await readStored(store, ids)).filter(({ state }) => state === 'STAGED')
  const pushes = new Map(staged.map(({ pushId, dagId }) => [pushId, { id: pushId, dagId }]))
  const concluded: Concluded[] = []
  let isBusy = false
  for (const push of pushes.values()) {
    const conclusion = await conclude(store, push)
    if (conclusion === 'busy') isBusy = true
    else concluded.push(conclusion)
  }
  const pushed = (await readStored(store, ids)).filter(({ state }) => state !== 'STAGED')
  return { pushed, isBusy, concluded }
}

/** Finishes or undoes the push of a node, unless somebody works on it. */
async function conclude(store: Store, { id, dagId }: StoredPush): Promise<Conclusion> {
  const record: PushRecord = (await store.pushes.findOne({ _id: id })) ?? { _id: id, dagId, state: 'STAGED' }
  const isOurs = id.startsWith(`${store.processId}-`)
  // Whether the push of a running task goes on is said by that task, not by its pusher.
  if (record.growth === undefined && !isOurs && isAlive(store, record)) return 'busy'
  return concludePush(store, record, isOurs)
}

interface StoredPush {
  readonly id: string
  readonly dagId: string
}

type PushRecord = Pick<PushDocument, '_id' | 'dagId' | 'state' | 'growth'> & Partial<PushDocument>

/** Whether a push of another process gave a sign of life not long ago. */
function isAlive(store: Store, { state, heartbeatAt }: PushRecord): boolean {
  const stale = store.clock.now().getTime() - defaults.pushStale
  return state === 'STAGED' && heartbeatAt !== undefined && heartbeatAt.getTime() > stale
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
