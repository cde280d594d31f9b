import type { DagVersion } from './dag-shapes.ts'
import type { Reader } from './reader.ts'

/** How long after a change another one may come with the same time, in milliseconds. */
const settledAfter = 1_000

/**
 * Says whether a DAG has changed since, from the ends of two indexes: how many tasks it has, when one changed
 * last, and which definitions are paused. Right after a change it never says the same twice, since two changes
 * can have one time.
 */
export async function readDagVersion(reader: Reader, dagId: string): Promise<DagVersion | undefined> {
  const { store, options } = reader
  const { indexes } = await reader.standing('tasks')
  const [latest, count, pausedNames] = await Promise.all([
    store.tasks.findOne(
      { dagId },
      {
        ...options,
        projection: { updatedAt: 1, _id: 0 },
        sort: { updatedAt: -1, _id: -1 },
        ...(indexes.has('inspect-dag') ? { hint: 'inspect-dag' } : {}),
      },
    ),
    store.tasks.countDocuments({ dagId }, options),
    reader.pausedNames(),
  ])
  if (latest === null) return undefined
  const changedAt = latest.updatedAt.getTime()
  const isFresh = store.clock.now().getTime() - changedAt < settledAfter
  const paused = [...pausedNames].toSorted().join()
  return {
    topology: String(count),
    state: `${changedAt.toString(36)}${isFresh ? store.unique() : ''}${paused === '' ? '' : `-${paused}`}`,
  }
}
