import type { Collection } from 'mongodb'

import { viewStates, type ViewState } from '../../../document/view-state.ts'
import { inChunks } from '../../chunks.ts'
import { readWorkers } from '../../operations/worker-registry.ts'
import { countCapped, countTasksCapped } from './capped-count.ts'
import { planTaskList, toWalkedList, type ListFacts } from './plan-task-list.ts'
import type { Reader } from './reader.ts'
import type { TaskSelection } from './selection.ts'
import type { ErrorGroup, Stats } from './system-shapes.ts'
import { countAtMost, countTasks, offer, readFacts } from './task-list.ts'
import { firstLine } from './task-row.ts'
import type { ViewCounts } from './task-shapes.ts'
import { readPage } from './walk.ts'

/** The latest failures, which the groups are made of. */
const failuresGrouped = 500
const groupsShown = 10

/** How many definitions without a worker are named. */
const namedAtMost = 20

/** What is said to expire soon, in milliseconds. */
const soon = 60_000

/** Reads what the overview shows: counts that are given up at a limit, and the ends of indexes. */
export async function readStats(
  reader: Reader,
  readStarving: () => Promise<Stats['starving']>,
): Promise<Stats> {
  const { store } = reader
  // Of definitions that were pushed first after this, nothing is counted yet.
  const namesReadAt = await reader.taskNamesReadAt()
  const facts = await readFacts(reader, {})
  const needsIndexes = !(await isServed(reader, facts))
  const now = store.clock.now()
  const [counts, running, failed, oldestReadyAt, expiringSoon, leaseRanOut, withoutWorker, starving, errors] =
    await Promise.all([
      needsIndexes ? {} : countViews(reader),
      countCapped(reader, store.dags as unknown as Collection, { outcome: null }),
      countCapped(reader, store.dags as unknown as Collection, { outcome: 'FAILED' }),
      readOldestReady(reader, facts),
      countTasksCapped(reader, {
        open: true,
        expiresAt: { $gt: new Date(0), $lte: new Date(now.getTime() + soon) },
      }),
      countTasksCapped(reader, { state: 'RUNNING', 'lease.until': { $lte: now } }),
      readWithoutWorker(reader, facts),
      // A hint: what shows everything else does not wait for it in vain.
      readStarving().catch(() => []),
      readErrorGroups(reader, facts),
    ])
  return {
    counts,
    needsIndexes,
    dags: { running, failed },
    ...(oldestReadyAt === undefined ? {} : { oldestReadyAt }),
    expiringSoon,
    leaseRanOut,
    withoutWorker,
    starving: starving.filter(({ name }) => !facts.pausedNames.has(name)),
    errors,
    at: Math.min(now.getTime(), namesReadAt.getTime()),
  }
}

/** Whether the counts of a selection by view walk indexes, or are of so few tasks that it does not matter. */
export async function isServed(
  reader: Reader,
  facts: ListFacts,
  selection: TaskSelection = {},
): Promise<boolean> {
  const plans = viewStates.map((view) =>
    offer(reader, planTaskList({ ...selection, views: [view] }, '-updated', facts)),
  )
  return (await Promise.all(plans)).every((plan) => !('reason' in plan))
}

/**
 * Counts by view. Where one alone was given up at the limit, it is the rest of the whole collection, whose size
 * MongoDB knows without looking.
 */
async function countViews(reader: Reader): Promise<ViewCounts> {
  const { store, options } = reader
  const { counts } = await countTasks(reader, {})
  const capped = Object.entries(counts).filter(([, count]) => count >= countAtMost)
  const [only, second] = capped
  if (only === undefined || second !== undefined) return counts
  const whole = await store.tasks.estimatedDocumentCount({
    maxTimeMS: options.maxTimeMS,
    comment: options.comment,
  })
  const others = Object.values(counts).reduce((sum, count) => sum + count, 0) - only[1]
  return { ...counts, [only[0] as ViewState]: Math.max(only[1], whole - others) }
}

/** Since when the task that has been ready the longest is: the last change of a ready task is that it became so. */
export async function readOldestReady(
  reader: Reader,
  facts: ListFacts,
  name?: string,
): Promise<number | undefined> {
  const selection = { views: ['ready'], ...(name === undefined ? {} : { names: [name] }) } as const
  const [oldest] = await readWalks<{ readonly updatedAt: Date }>(reader, {
    selection,
    sort: 'updated',
    facts,
    limit: 1,
  })
  return oldest?.updatedAt.getTime()
}

interface WalksRequest {
  readonly selection: Parameters<typeof planTaskList>[0]
  readonly sort: Parameters<typeof planTaskList>[1]
  readonly facts: ListFacts
  readonly limit: number
}

/** The first rows of a list, or none where no index serves it and there is too much to sort. */
async function readWalks<Row extends object>(
  reader: Reader,
  { selection, sort, facts, limit }: WalksRequest,
): Promise<Row[]> {
  const { indexes } = await reader.standing('tasks')
  const plan = await offer(reader, planTaskList(selection, sort, facts))
  if ('reason' in plan) return []
  const page = await readPage(toWalkedList({ selection, sort }, plan.walks), {
    collection: reader.store.tasks as unknown as Collection,
    fields: { name: 1, fingerprint: 1, 'error.message': 1, updatedAt: 1 },
    options: reader.options,
    limit,
    cursor: undefined,
    hasIndex: (index) => indexes.has(index),
  })
  return page.items as Row[]
}

/** The definitions that have ready tasks and no worker that is alive. */
export async function readWithoutWorker(
  reader: Reader,
  { names, pausedNames }: ListFacts,
): Promise<Stats['withoutWorker']> {
  const alive = new Set((await readWorkers(reader.store)).flatMap((worker) => worker.names))
  const lonely = names.filter((name) => !alive.has(name) && !pausedNames.has(name))
  const found: Stats['withoutWorker'] = []
  for (const some of inChunks(lonely, namedAtMost)) {
    const counted = await Promise.all(
      some.map(async (name) => ({ name, ready: await countTasksCapped(reader, { name, ready: true }) })),
    )
    found.push(...counted.filter(({ ready }) => ready.count > 0))
    if (found.length >= namedAtMost) break
  }
  return found.slice(0, namedAtMost)
}

interface Failure {
  readonly _id: string
  readonly name: string
  readonly fingerprint?: string
  readonly error?: { readonly message: string }
  readonly updatedAt: Date
}

/** Groups the latest failures by what they have in common. */
async function readErrorGroups(reader: Reader, facts: ListFacts): Promise<ErrorGroup[]> {
  const failures = await readWalks<Failure>(reader, {
    selection: { views: ['failed'] },
    sort: '-updated',
    facts,
    limit: failuresGrouped,
  })
  const groups = new Map<string, Failure[]>()
  for (const failure of failures) {
    if (failure.fingerprint === undefined) continue
    const group = groups.get(failure.fingerprint)
    if (group === undefined) groups.set(failure.fingerprint, [failure])
    else group.push(failure)
  }
  const isCapped = failures.length === failuresGrouped
  return [...groups]
    .map(([fingerprint, group]) => toGroup(fingerprint, group, isCapped))
    .toSorted((one, other) => other.count.count - one.count.count || other.lastAt - one.lastAt)
    .slice(0, groupsShown)
}

/** Of a group, the latest failure comes first. */
function toGroup(fingerprint: string, group: readonly Failure[], isCapped: boolean): ErrorGroup {
  const times = group.map(({ updatedAt }) => updatedAt.getTime())
  return {
    fingerprint,
    message: firstLine(group[0]?.error?.message ?? ''),
    name: group[0]?.name ?? '',
    count: { count: group.length, isCapped },
    firstAt: Math.min(...times),
    lastAt: Math.max(...times),
    exampleId: group[0]?._id ?? '',
  }
}
