import type { TaskState } from '../../document/states.ts'
import { whereFrom } from '../../document/transitions.ts'
import { inChunks } from '../chunks.ts'
import { readFlagged, type Flagged } from '../flags.ts'
import { byDependency, readDownstream, readGraph, type GraphTask } from '../read/downstream.ts'
import type { Store } from '../store.ts'
import { transitionUpdate } from '../transition-update.ts'
import { reach } from '../write-points.ts'

const cancelledError = { code: 'CANCELLED', name: 'Cancelled', message: 'The task was cancelled.' } as const

export interface CancelRequest {
  /** The task that these are cancelled with; a retry of that one brings them back. */
  readonly rootCause?: string
  /** Those in another state are not touched. */
  readonly states?: readonly TaskState[] | undefined
}

/**
 * Cancels tasks.
 *
 * Before: open. After: `CANCELLED`; a running one has lost its lease, so that its handler's signal is aborted
 * within a second, in whatever process, and its late result is refused. Settled ones are not touched.
 * Returns the flags to resolve, of those that were cancelled by this call. Emits: settled (through the caller).
 */
export async function cancelTasks(
  store: Store,
  ids: readonly string[],
  { rootCause, states }: CancelRequest = {},
): Promise<Flagged[]> {
  const flagged: Flagged[] = []
  for (const chunk of inChunks(ids)) {
    const flag = store.unique()
    await reach('cancel.write')
    const { modifiedCount } = await store.tasks.updateMany(
      { _id: { $in: chunk }, ...whereFrom('cancel', states) },
      transitionUpdate('cancel', {
        flag,
        set: { error: cancelledError, ...(rootCause === undefined ? {} : { rootCause }) },
      }),
    )
    if (modifiedCount > 0) flagged.push(...(await readFlagged(store, chunk, flag)))
  }
  return flagged
}

/**
 * Cancels everything that depends on some tasks, near or far.
 *
 * Before, after, emits: as `cancelTasks`. Each of them says which of the tasks it was cancelled with.
 * Returns the flags to resolve, and the tasks as they were.
 */
export async function cancelDownstream(
  store: Store,
  rootIds: readonly string[],
): Promise<{ readonly flagged: Flagged[]; readonly tasks: GraphTask[] }> {
  const roots = await readGraph(store, { by: '_id', ids: rootIds })
  const downstream = await readDownstream(store, roots)
  const flagged: Flagged[] = []
  const tasks: GraphTask[] = []
  for (const [rootCause, ids] of groupByRoot(roots, [...downstream.values()])) {
    const cancelled = await cancelTasks(store, ids, { rootCause })
    for (const each of cancelled) {
      const task = downstream.get(each.id)
      flagged.push(each)
      if (task !== undefined) tasks.push(task)
    }
  }
  return { flagged, tasks }
}

/** The tasks below each root; those below several count to the first. */
function groupByRoot(
  roots: readonly GraphTask[],
  downstream: readonly GraphTask[],
): Map<string, readonly string[]> {
  const dependents = byDependency(downstream)
  const seen = new Set(roots.map(({ _id }) => _id))
  const groups = new Map<string, string[]>()
  for (const { _id: root } of roots) {
    const below: string[] = []
    for (let layer = [root]; layer.length > 0;) {
      const next = layer.flatMap((id) => dependents.get(id) ?? []).map(({ _id }) => _id)
      layer = [...new Set(next)].filter((id) => !seen.has(id))
      for (const id of layer) seen.add(id)
      for (const id of layer) below.push(id)
    }
    if (below.length > 0) groups.set(root, below)
  }
  return groups
}
