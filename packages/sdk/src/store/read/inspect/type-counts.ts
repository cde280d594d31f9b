import { planTaskList, type ListFacts } from './plan-task-list.ts'
import type { Reader } from './reader.ts'
import type { TaskSelection } from './selection.ts'
import { countAtMost, countPlan, offer, readFacts } from './task-list.ts'
import type { TypeCount } from './task-shapes.ts'
import { whereSelected } from './where-selected.ts'

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

/** Of a DAG, and of some ids, one walk meets them all; where they are too many for it there is no count. */
async function countTogether(
  reader: Reader,
  selection: TaskSelection,
  facts: ListFacts,
): Promise<TypeCount[]> {
  const { store, options } = reader
  const { indexes } = await reader.standing('tasks')
  const isWalked = selection.ids === undefined && indexes.has('inspect-dag')
  const rows = await store.tasks
    .aggregate<{ _id: string; count: number }>(
      [
        { $match: whereSelected(selection, facts) },
        { $limit: countAtMost + 1 },
        { $group: { _id: '$name', count: { $sum: 1 } } },
        { $sort: { _id: 1 } },
      ],
      { ...options, ...(isWalked ? { hint: 'inspect-dag' } : {}) },
    )
    .toArray()
  if (rows.reduce((sum, { count }) => sum + count, 0) > countAtMost) return []
  return rows.map(({ _id, count }) => ({ name: _id, count, isCapped: false }))
}
