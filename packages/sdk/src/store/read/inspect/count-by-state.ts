import type { StoredState } from '../../../document/states.ts'
import type { Reader } from './reader.ts'

/** Counts the tasks of a DAG by stored state, in the index `dag` alone. */
export async function countByState(reader: Reader, dagId: string): Promise<Map<StoredState, number>> {
  const { store, options } = reader
  const { indexes } = await reader.standing('tasks')
  const rows = await store.tasks
    .aggregate<{ readonly _id: StoredState; readonly count: number }>(
      [{ $match: { dagId } }, { $group: { _id: '$state', count: { $sum: 1 } } }],
      { ...options, ...(indexes.has('dag') ? { hint: 'dag' } : {}) },
    )
    .toArray()
  return new Map(rows.map(({ _id, count }) => [_id, count]))
}

/** The same of tasks that were read. */
export function tallyByState<State extends StoredState>(
  tasks: Iterable<{ readonly state: State }>,
): Map<State, number> {
  const counts = new Map<State, number>()
  for (const { state } of tasks) counts.set(state, (counts.get(state) ?? 0) + 1)
  return counts
}

/** Names such counts, the same ones alike. */
export function nameCounts(counts: ReadonlyMap<StoredState, number>): string {
  return [...counts]
    .map(([state, count]) => `${state}.${count}`)
    .toSorted()
    .join('.')
}

export function totalOf(counts: ReadonlyMap<StoredState, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}
