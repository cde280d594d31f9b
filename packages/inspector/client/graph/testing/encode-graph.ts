import type { EdgeKind, GraphColumns } from '../../../shared/graph-columns.ts'
import { viewStateOrder, type ViewState } from '../../../shared/view-states.ts'

/** A group of dependencies of one task, with the ids that it lists. */
export interface GraphGroup extends EdgeKind {
  readonly sources: readonly string[]
}

/** One task of a graph, as it goes into the columns. */
export interface GraphTask {
  readonly id: string
  readonly name: string
  readonly view: ViewState
  readonly priority: 1 | 2 | 3
  readonly attempt: number
  readonly createdAt?: number | undefined
  readonly startedAt?: number | undefined
  readonly settledAt?: number | undefined
  readonly expiresAt?: number | undefined
  /** The DAG that it is of, where that is another one. */
  readonly foreignDagId?: string | undefined
  readonly rootCauseId?: string | undefined
  readonly groups: readonly GraphGroup[]
}

export interface GraphOfTasks {
  readonly dagId: string
  readonly topology: string
  readonly isCut: boolean
  /** Tasks of other DAGs come first. */
  readonly tasks: readonly GraphTask[]
}

/** Writes a graph by columns. Dependencies that are not among the tasks are told as missing. */
export function encodeGraph({ dagId, topology, isCut, tasks }: GraphOfTasks): GraphColumns {
  const base = tasks.reduce((least, { createdAt }) => Math.min(least, createdAt ?? least), Infinity)
  const from = Number.isFinite(base) ? base : 0
  const names = places<string>((name) => name)
  const placeOf = new Map(tasks.map(({ id }, place) => [id, place]))
  return {
    dagId,
    topology,
    base: from,
    ids: tasks.map(({ id }) => id),
    nameOf: tasks.map(({ name }) => names.placeOf(name)),
    names: names.all,
    states: tasks.map(({ view }) => viewStateOrder.indexOf(view).toString(36)).join(''),
    priorities: tasks.map(({ priority }) => String(priority)).join(''),
    attempts: tasks.map(({ attempt }) => attempt),
    createdAt: differences(tasks, ({ createdAt }) => createdAt, from),
    startedAt: differences(tasks, ({ startedAt }) => startedAt, from),
    settledAt: differences(tasks, ({ settledAt }) => settledAt, from),
    expiresAt: differences(tasks, ({ expiresAt }) => expiresAt, from),
    foreign: tasks.flatMap(({ foreignDagId }, place): [number, string][] =>
      foreignDagId === undefined ? [] : [[place, foreignDagId]],
    ),
    rootCauses: tasks.flatMap(({ rootCauseId }, place): [number, number][] => {
      const cause = rootCauseId === undefined ? undefined : placeOf.get(rootCauseId)
      return cause === undefined ? [] : [[place, cause]]
    }),
    ...edgeColumns(tasks, placeOf),
    isCut,
  }
}

type EdgeColumns = Pick<GraphColumns, 'kinds' | 'degrees' | 'sources' | 'kindOf' | 'missing'>

function edgeColumns(tasks: readonly GraphTask[], placeOf: ReadonlyMap<string, number>): EdgeColumns {
  const kinds = places<EdgeKind>(({ name, kind, need, on, optional }) =>
    JSON.stringify([name, kind, need, on, optional]),
  )
  const columns: EdgeColumns = { kinds: kinds.all, degrees: [], sources: [], kindOf: [], missing: [] }
  tasks.forEach(({ groups }, place) => {
    const before = columns.sources.length
    for (const { sources, ...kind } of groups) {
      for (const id of sources) {
        const source = placeOf.get(id)
        if (source === undefined) columns.missing.push([place, id])
        else {
          columns.sources.push(source)
          columns.kindOf.push(kinds.placeOf(kind))
        }
      }
    }
    columns.degrees.push(columns.sources.length - before)
  })
  return columns
}

/** Gives every distinct value a place, in the order in which they come. */
function places<Value>(keyOf: (value: Value) => string) {
  const known = new Map<string, number>()
  const all: Value[] = []
  const placeOf = (value: Value): number => {
    const key = keyOf(value)
    const place = known.get(key) ?? all.push(value) - 1
    known.set(key, place)
    return place
  }
  return { all, placeOf }
}

function differences(
  tasks: readonly GraphTask[],
  timeOf: (task: GraphTask) => number | undefined,
  base: number,
): (number | null)[] {
  let before = base
  return tasks.map((task) => {
    const time = timeOf(task)
    if (time === undefined) return null
    const difference = time - before
    before = time
    return difference
  })
}
