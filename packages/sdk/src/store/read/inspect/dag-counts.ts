import type { TaskDocument } from '../../../document/task-document.ts'
import { whereVisible } from '../../../document/transitions.ts'
import { pausedHold, viewStateOf } from '../../../document/view-state.ts'
import type { Reader } from './reader.ts'
import type { ViewCounts } from './task-shapes.ts'

/** How the tasks of a DAG stand, in all and by definition. */
export interface DagTally {
  readonly counts: ViewCounts
  /** The commonest first. */
  readonly types: { name: string; counts: ViewCounts }[]
  readonly total: number
}

/** What the group stage tells apart. */
interface TallyKey extends Pick<TaskDocument, 'name' | 'state'> {
  readonly ready?: true
  readonly isHeld: boolean
  readonly isDue: boolean
  readonly isRetried: boolean
  readonly isUpstream: boolean
}

/**
 * Counts the tasks of a DAG by view and definition; undefined when none is left. Of a DAG with more than `limit`
 * tasks these many are counted.
 */
export async function tallyDag(reader: Reader, dagId: string, limit: number): Promise<DagTally | undefined> {
  const tally = await tallyTasks(reader, { dagId }, limit)
  return tally.total === 0 ? undefined : tally
}

/** Counts tasks by view and definition. It looks at each of them, up to `limit`. */
export async function tallyTasks(
  reader: Reader,
  where: Partial<Pick<TaskDocument, 'dagId'>>,
  limit: number,
): Promise<DagTally> {
  const { store, options } = reader
  const rows = await store.tasks
    .aggregate<{ _id: TallyKey; count: number }>(
      [
        { $match: { ...where, ...whereVisible } },
        { $limit: limit },
        {
          $group: {
            _id: {
              name: '$name',
              state: '$state',
              ready: '$ready',
              isHeld: { $in: [pausedHold, { $ifNull: ['$holds', []] }] },
              isDue: { $gt: ['$dueAt', null] },
              isRetried: { $gt: ['$attempt', 0] },
              isUpstream: { $gt: ['$rootCause', null] },
            },
            count: { $sum: 1 },
          },
        },
      ],
      options,
    )
    .toArray()
  return toTally(rows, await reader.pausedNames())
}

function toTally(
  rows: readonly { readonly _id: TallyKey; readonly count: number }[],
  pausedNames: ReadonlySet<string>,
): DagTally {
  const counts: ViewCounts = {}
  const types = new Map<string, ViewCounts>()
  for (const { _id, count } of rows) {
    const view = viewStateOf(toTask(_id), pausedNames)
    const ofType = types.get(_id.name) ?? {}
    types.set(_id.name, ofType)
    for (const each of [counts, ofType]) each[view] = (each[view] ?? 0) + count
  }
  const sums = [...types].map(([name, ofType]) => ({ name, counts: ofType, sum: sumOf(ofType) }))
  return {
    counts,
    types: sums
      .toSorted((one, other) => other.sum - one.sum || one.name.localeCompare(other.name))
      .map(({ name, counts: ofType }) => ({ name, counts: ofType })),
    total: sumOf(counts),
  }
}

export function sumOf(counts: ViewCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

function toTask({
  name,
  state,
  ready,
  isHeld,
  isDue,
  isRetried,
  isUpstream,
}: TallyKey): Parameters<typeof viewStateOf>[0] {
  return {
    name,
    state,
    ...(ready === true ? { ready } : {}),
    ...(isHeld ? { holds: [pausedHold] } : {}),
    ...(isDue ? { dueAt: new Date(0) } : {}),
    ...(isUpstream ? { rootCause: '' } : {}),
    attempt: isRetried ? 1 : 0,
  }
}
