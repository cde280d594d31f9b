import { decodeStates, decodeTimes, type GraphColumns } from '../../../shared/graph-columns.ts'
import { viewStateOrder, viewStates } from '../../../shared/view-states.ts'
import type { DagTimeline } from '../../api/wire.ts'

type Segment = DagTimeline['segments'][number]

/** The timeline that fits a graph: each task is blocked, then runs, then is what the graph says that it is. */
export function timelineOf(columns: GraphColumns): DagTimeline {
  const { base, dagId, ids, names, nameOf } = columns
  const states = decodeStates(columns.states)
  const [created, started, settled] = [columns.createdAt, columns.startedAt, columns.settledAt].map((times) =>
    decodeTimes(times, base),
  )
  const lifeOf = (place: number): Segment[] => {
    const isSettled = viewStates[viewStateOrder[states[place]!]!].isSettled
    const stretches = [
      { view: viewStateOrder.indexOf('blocked'), from: created?.[place] },
      { view: viewStateOrder.indexOf('running'), from: started?.[place] },
      { view: states[place]!, from: isSettled ? settled?.[place] : undefined },
    ].filter(({ from }) => from !== undefined && !Number.isNaN(from))
    return stretches.map(({ view, from = 0 }, at): Segment => {
      const next = stretches[at + 1]?.from
      return [place, view, from - base, next === undefined ? null : next - base, -1]
    })
  }
  return {
    dagId,
    ids,
    names,
    nameOf,
    owners: [],
    base,
    segments: ids.flatMap((_, place) => lifeOf(place)),
    waitedFor: ids.map(() => -1),
  }
}
