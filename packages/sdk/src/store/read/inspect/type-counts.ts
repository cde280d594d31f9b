import { planTaskList, type ListFacts } from './plan-task-list.ts'
import type { Reader } from './reader.ts'
import type { TaskSelection } from './selection.ts'
import { countAtMost, countPlan, offer, readFacts } from './task-list.ts'
import type { TypeCount } from './task-shapes.ts'
import { filtersOfSelected } from './where-selected.ts'

/** So many definitions are counted, the first by their names. */
const typesCounted = 12

/**
 * Counts a selection by definition, whichever it asks for itself. Every count walks an index and is given up at
 * 10,000. What no index counts is left out, as is what there is none of.
 */
export async function countTypes(reader: Reader, asked: TaskSelection): Promise<TypeCount[]> {
  const { names: _names, ...selection } = asked
  const facts = await readFacts(reader, selection)
  const isBounded = selection.dagId !== undefined || selection.ids !== undefined
  const counted = isBounded
    ? await countTogether(reader, selection, facts)
    : await countApart(reader, selection, facts)
  return counted.filter(({ count }) => count > 0)
}

/** One after the other: they are beside the list, and must not be before it. */
async function countApart(reader: Reader, selection: TaskSelection, facts: ListFacts): Promise<TypeCount[]> {
  const counted: TypeCount[] = []
  for (const name of facts.names.slice(0, typesCounted)) {
    const plan = await offer(reader, planTaskList({ ...selection, names: [name] }, '-updated', facts))
    if ('reason' in plan) return []
    const count = await countPlan(reader, plan)
    counted.push({ name, count: Math.min(count, countAtMost), isCapped: count > countAtMost })
  }
  return counted
}

/** Of a DAG, and of some ids, the walks of the list meet them all; where they are too many there is no count. */
async function countTogether(
  reader: Reader,
  selection: TaskSelection,
  facts: ListFacts,
): Promise<TypeCount[]> {
  const { store, options } = reader
  const { indexes } = await reader.standing('tasks')
  const isWalked = selection.ids === undefined && indexes.has('inspect-within-dag')
  const counts = new Map<string, number>()
  let total = 0
  for (const where of filtersOfSelected(selection, facts)) {
    const rows = store.tasks.aggregate<{ _id: string; count: number }>(
      [{ $match: where }, { $limit: countAtMost + 1 }, { $group: { _id: '$name', count: { $sum: 1 } } }],
      { ...options, ...(isWalked ? { hint: 'inspect-within-dag' } : {}) },
    )
    for await (const { _id, count } of rows) {
      counts.set(_id, (counts.get(_id) ?? 0) + count)
      total += count
    }
    if (total > countAtMost) return []
  }
  return [...counts]
    .map(([name, count]) => ({ name, count, isCapped: false }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
}
