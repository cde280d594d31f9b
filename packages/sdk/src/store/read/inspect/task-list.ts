import type { Collection } from 'mongodb'

import { withoutVarying } from '../../../document/error-fingerprint.ts'
import { viewStates, type ViewState } from '../../../document/view-state.ts'
import { TaskloomError } from '../../../errors.ts'
import { inOrder } from './keyset.ts'
import { planTaskList, taskSorts, toWalkedList, type ListFacts, type ListPlan } from './plan-task-list.ts'
import type { Reader } from './reader.ts'
import type { SortOffer, TaskListQuery, TaskSelection, TaskSort } from './selection.ts'
import { rowFields, toTaskRow, type RowDocument } from './task-row.ts'
import type { CappedCount, Page, TaskRow, ViewCounts } from './task-shapes.ts'
import { readPage, type Walk } from './walk.ts'
import { whereSelected } from './where-selected.ts'

const limitAtMost = 200

/** Reads a page of the task list. @throws TaskloomError `INVALID_CURSOR`, `SORT_NOT_OFFERED`, `INVALID_OPTION`. */
export async function readTaskList(
  reader: Reader,
  { selection = {}, sort: asked, cursor, limit = 50 }: TaskListQuery,
): Promise<Page<TaskRow>> {
  const facts = await readFacts(reader, selection)
  if (selection.ids !== undefined) return readByIds(reader, selection, facts)
  const { indexes } = await reader.standing('tasks')
  const sort = asked ?? (await firstOffered(reader, selection, facts))
  const plan = await offer(reader, planTaskList(selection, sort, facts))
  if ('reason' in plan) throw notOffered(sort, plan.reason)
  const page = await readPage<RowDocument>(toWalkedList({ selection, sort }, plan.walks), {
    collection: reader.store.tasks as unknown as Collection,
    fields: sort === 'priority' ? { ...rowFields, ordinal: 1 } : rowFields,
    options: reader.options,
    limit: readLimit(limit),
    cursor,
    hasIndex: (name) => indexes.has(name),
  })
  return { ...page, items: page.items.map((task) => toTaskRow(task, facts.pausedNames)) }
}

/** Whether a list can be sorted so, for every sort. */
export async function offeredSorts(reader: Reader, selection: TaskSelection = {}): Promise<SortOffer[]> {
  const facts = await readFacts(reader, selection)
  const offers = taskSorts.map(async (name): Promise<SortOffer> => {
    const plan = await offer(reader, planTaskList(selection, name, facts))
    return 'reason' in plan ? { name, isOffered: false, reason: plan.reason } : { name, isOffered: true }
  })
  return Promise.all(offers)
}

async function firstOffered(reader: Reader, selection: TaskSelection, facts: ListFacts): Promise<TaskSort> {
  for (const sort of taskSorts)
    if (!('reason' in (await offer(reader, planTaskList(selection, sort, facts))))) return sort
  return taskSorts[0]
}

/** A plan needs its indexes, also the one that knows all names, unless there are so few tasks that they may be sorted. */
export async function offer(reader: Reader, plan: ListPlan): Promise<ListPlan> {
  if ('reason' in plan) return plan
  const { indexes, isSmall } = await reader.standing('tasks')
  const needed = plan.walks.map(({ index }) => index)
  if (plan.needsNames === true) needed.push('inspect-type')
  const missing = needed.find((index) => !indexes.has(index))
  if (isSmall || missing === undefined) return plan
  return { reason: `The index \`${missing}\` is missing. Create the indexes of the inspector, under Health.` }
}

function notOffered(sort: TaskSort, reason: string): TaskloomError {
  return new TaskloomError('SORT_NOT_OFFERED', `This list cannot be sorted by \`${sort}\`. ${reason}`, {
    details: { sort, reason },
  })
}

/** @throws TaskloomError `INVALID_OPTION`. */
export function readLimit(limit: number): number {
  if (Number.isSafeInteger(limit) && limit >= 1 && limit <= limitAtMost) return limit
  throw new TaskloomError('INVALID_OPTION', `\`limit\` is a whole number from 1 to ${limitAtMost}.`)
}

export async function readFacts(reader: Reader, selection: TaskSelection): Promise<ListFacts> {
  const [names, pausedNames, fingerprints] = await Promise.all([
    reader.taskNames(),
    reader.pausedNames(),
    readFingerprints(reader, selection),
  ])
  return { names, pausedNames, fingerprints }
}

/** An error is looked for in the fingerprints, which are text that people can read, and few. */
async function readFingerprints(
  reader: Reader,
  { fingerprint, errorText }: TaskSelection,
): Promise<readonly string[]> {
  if (fingerprint !== undefined) return [fingerprint]
  if (errorText === undefined) return []
  const wanted = [errorText, withoutVarying(errorText)].map((text) => text.toLowerCase())
  const all = await reader.fingerprints()
  return all.filter((each) => wanted.some((text) => each.toLowerCase().includes(text)))
}

/** Few tasks, each found by its id: they are sorted here, the latest change first. */
async function readByIds(
  { store, options }: Reader,
  selection: TaskSelection,
  facts: ListFacts,
): Promise<Page<TaskRow>> {
  const tasks = await store.tasks
    .find(whereSelected({ ...selection, ids: selection.ids?.slice(0, limitAtMost) ?? [] }, facts), options)
    .project<RowDocument>(rowFields)
    .toArray()
  const latestFirst = inOrder([
    ['updatedAt', -1],
    ['_id', -1],
  ])
  return { items: tasks.toSorted(latestFirst).map((task) => toTaskRow(task, facts.pausedNames)) }
}

/** Beyond this a count is given up. */
export const countAtMost = 10_000

/** Counts a selection by state. Every count is given up at 10,000. */
export async function countTasks(
  reader: Reader,
  selection: TaskSelection,
): Promise<{ total: CappedCount; counts: ViewCounts; isCapped: boolean }> {
  const facts = await readFacts(reader, selection)
  if (selection.ids === undefined && 'reason' in planTaskList(selection, '-updated', facts))
    return countUnsplit(reader, selection, facts)
  const views = selection.views ?? viewStates
  const found = await Promise.all(
    views.map(
      async (view) => [view, await countView(reader, { ...selection, views: [view] }, facts)] as const,
    ),
  )
  const counts = Object.fromEntries(
    found.filter(([, count]) => count > 0).map(([view, count]) => [view, Math.min(count, countAtMost)]),
  ) as Partial<Record<ViewState, number>>
  const isCapped = found.some(([, count]) => count > countAtMost)
  const count = Object.values(counts).reduce((sum, each) => sum + each, 0)
  return { total: { count, isCapped }, counts, isCapped }
}

/** Where no index knows the states, they are counted together. */
async function countUnsplit(
  reader: Reader,
  selection: TaskSelection,
  facts: ListFacts,
): Promise<{ total: CappedCount; counts: ViewCounts; isCapped: boolean }> {
  const sort = await firstOffered(reader, selection, facts)
  const count = await countWalks(reader, planTaskList(selection, sort, facts), sort)
  const isCapped = count > countAtMost
  return { total: { count: Math.min(count, countAtMost), isCapped }, counts: {}, isCapped }
}

/** Counts the tasks of one view, up to one more than the limit. */
async function countView(reader: Reader, selection: TaskSelection, facts: ListFacts): Promise<number> {
  const { store, options } = reader
  if (selection.ids !== undefined) return store.tasks.countDocuments(whereSelected(selection, facts), options)
  return countWalks(reader, planTaskList(selection, '-updated', facts), '-updated')
}

async function countWalks(reader: Reader, planned: ListPlan, sort: TaskSort): Promise<number> {
  const plan = await offer(reader, planned)
  if ('reason' in plan) throw notOffered(sort, plan.reason)
  return countPlan(reader, plan)
}

/** Counts what the walks of a plan meet, each up to one more than the limit. */
export async function countPlan(
  reader: Reader,
  { walks }: { readonly walks: readonly Walk[] },
): Promise<number> {
  const { store, options } = reader
  const { indexes } = await reader.standing('tasks')
  const counts = await Promise.all(
    walks.map(({ index, where }) =>
      store.tasks.countDocuments(where, {
        ...options,
        limit: countAtMost + 1,
        ...(indexes.has(index) ? { hint: index } : {}),
      }),
    ),
  )
  return counts.reduce((sum, count) => sum + count, 0)
}
