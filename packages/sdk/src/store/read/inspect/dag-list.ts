import { createHash } from 'node:crypto'

import type { Collection } from 'mongodb'

import type { StoredState } from '../../../document/states.ts'
import type { DagDocument } from '../../../document/task-document.ts'
import { TaskloomError } from '../../../errors.ts'
import { inChunks } from '../../chunks.ts'
import { sumOf, tallyDag, type DagTally } from './dag-counts.ts'
import type { DagRow, DagView } from './dag-shapes.ts'
import type { Order } from './keyset.ts'
import type { Reader } from './reader.ts'
import type { DagListQuery, DagSelection } from './selection.ts'
import { readLimit } from './task-list.ts'
import type { Page, ViewCounts } from './task-shapes.ts'
import { readPage, type Walk } from './walk.ts'
import { inRange } from './where-selected.ts'

/** Of a larger DAG the list counts this many tasks; its page counts them all. */
const talliedInList = 10_000

/** Of a larger DAG that has ended the list looks at this many tasks for their types; its record has counted them. */
const lookedAtOfEnded = 1_000

/** Of how many DAGs tasks are counted at once. */
const talliedAtOnce = 8

/** The parts of the list, by state: each is a walk of its own. */
const walksOf: Readonly<Record<DagView, Walk>> = {
  running: { index: 'inspect-outcome', where: { outcome: null, pausedAt: null } },
  paused: { index: 'inspect-paused', where: { pausedAt: { $exists: true }, outcome: null } },
  finished: { index: 'inspect-outcome', where: { outcome: 'FINISHED' } },
  failed: { index: 'inspect-outcome', where: { outcome: 'FAILED' } },
  cancelled: { index: 'inspect-outcome', where: { outcome: 'CANCELLED' } },
}

const stateOfOutcome = { FINISHED: 'finished', FAILED: 'failed', CANCELLED: 'cancelled' } as const

/** Reads a page of the DAG list. @throws TaskloomError `INVALID_CURSOR`, `SORT_NOT_OFFERED`, `INVALID_OPTION`. */
export async function readDagList(
  reader: Reader,
  { selection = {}, sort = '-created', cursor, limit = 50 }: DagListQuery,
): Promise<Page<DagRow>> {
  const direction = sort === 'created' ? 1 : -1
  const order: Order = [
    ['createdAt', direction],
    ['_id', direction],
  ]
  const walks = await planDagList(reader, selection)
  const { indexes } = await reader.standing('dags')
  const page = await readPage<DagDocument>(
    { name: nameOf(sort, selection), order, walks },
    {
      collection: reader.store.dags as unknown as Collection,
      fields: {},
      options: reader.options,
      limit: readLimit(limit),
      cursor,
      hasIndex: (name) => indexes.has(name),
    },
  )
  const items: DagRow[] = []
  for (const some of inChunks(page.items, talliedAtOnce))
    items.push(...(await Promise.all(some.map((dag) => toListedRow(reader, dag)))))
  return { ...page, items }
}

function nameOf(sort: string, { states, ids, tag, created }: DagSelection): string {
  const list = JSON.stringify([
    sort,
    states,
    ids,
    tag,
    created?.from === undefined,
    created?.to === undefined,
  ])
  return createHash('sha1').update(list).digest('base64url').slice(0, 12)
}

async function planDagList(reader: Reader, { states, ids, tag, created }: DagSelection): Promise<Walk[]> {
  const range = inRange('createdAt', created)
  if (ids !== undefined) return [{ index: '_id_', where: { _id: { $in: ids.slice(0, 200) }, ...range } }]
  if (tag !== undefined && states !== undefined)
    throw new TaskloomError(
      'SORT_NOT_OFFERED',
      'No index has a tag together with a state: ask for one of them.',
    )
  const walks =
    tag === undefined
      ? (states?.map((state) => walksOf[state]) ?? [{ index: 'inspect-created', where: {} }])
      : [{ index: 'inspect-tags', where: { tags: tag } }]
  const { indexes, isSmall } = await reader.standing('dags')
  const missing = walks.find(({ index }) => !indexes.has(index))
  if (missing === undefined || isSmall)
    return walks.map(({ index, where }) => ({ index, where: { ...where, ...range } }))
  throw new TaskloomError(
    'SORT_NOT_OFFERED',
    `The index \`${missing.index}\` is missing. Create the indexes of the inspector, under Health.`,
  )
}

async function toListedRow(reader: Reader, dag: DagDocument): Promise<DagRow> {
  const { _id, outcome, counts } = dag
  if (outcome === undefined || counts === undefined)
    return toDagRow(dag, await tallyDag(reader, _id, talliedInList))
  const tally = await tallyDag(reader, _id, lookedAtOfEnded)
  if (tally === undefined || tally.total < lookedAtOfEnded) return toDagRow(dag, tally)
  return toDagRow(dag, { ...tally, counts: await countsOfEnded(reader, dag, counts) })
}

/** What the record of a DAG says, and which of the failures came from upstream. */
async function countsOfEnded(
  { store, options }: Reader,
  { _id: dagId }: DagDocument,
  recorded: NonNullable<DagDocument['counts']>,
): Promise<ViewCounts> {
  const counts = countsOfRecord(recorded)
  const { failed = 0 } = counts
  if (failed === 0) return counts
  const fromUpstream = await store.tasks.countDocuments(
    { dagId, state: 'FAILED', rootCause: { $exists: true } },
    { ...options, limit: talliedInList },
  )
  if (fromUpstream === 0) return counts
  const { failed: _, ...others } = counts
  const own = Math.max(0, failed - fromUpstream)
  return { ...others, ...(own > 0 ? { failed: own } : {}), 'failed-upstream': fromUpstream }
}

/** A DAG as it is listed: what its record says, and its tasks, where they are still there. */
export function toDagRow(dag: DagDocument, tally: DagTally | undefined): DagRow {
  const counts = tally?.counts ?? countsOfRecord(dag.counts ?? {})
  const { tags = [], deadlineAt, finishedAt } = dag
  return {
    id: dag._id,
    state: stateOf(dag),
    taskCount: Math.max(dag.taskCount, sumOf(counts)),
    counts,
    names: (tally?.types ?? []).slice(0, 5).map(({ name }) => name),
    tags: [...tags],
    createdAt: dag.createdAt.getTime(),
    ...(finishedAt && { finishedAt: finishedAt.getTime() }),
    ...(deadlineAt && { deadline: deadlineAt.getTime() }),
  }
}

function stateOf({ outcome, pausedAt }: DagDocument): DagView {
  if (outcome !== undefined) return stateOfOutcome[outcome]
  return pausedAt === undefined ? 'running' : 'paused'
}

const viewOfState: Partial<Record<StoredState, keyof ViewCounts>> = {
  FINISHED: 'finished',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  SKIPPED: 'skipped',
  EXPIRED: 'expired',
}

/** What the record of a DAG says, when its tasks are gone: which failures came from upstream is not known. */
function countsOfRecord(recorded: NonNullable<DagDocument['counts']>): ViewCounts {
  const counts: ViewCounts = {}
  for (const [state, count] of Object.entries(recorded) as [StoredState, number][]) {
    const view = viewOfState[state]
    if (view !== undefined) counts[view] = count
  }
  return counts
}
