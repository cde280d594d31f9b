import type { GraphColumns } from '../../shared/graph-columns.ts'
import { viewStateOrder, type ViewState } from '../../shared/view-states.ts'
import { sampleGraph } from '../graph/testing/sample-graph.ts'
import { pipeline } from '../graph/testing/shapes.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { makeDag, worldTime } from './factories.ts'

/** A task of the graph that failed by itself. */
export const cause = { id: '65f1c0de0000000000000002', name: 'resize', error: 'The mirror is away' }

const sample = sampleGraph(pipeline(12), { failures: 0, now: worldTime })

export const graph: GraphColumns = {
  ...sample,
  dagId: 'import-42',
  states: withState(sample.states, 2, 'failed'),
}

/** The states of tasks, with another one at a place. */
export function withState(states: string, place: number, view: ViewState): string {
  return states.slice(0, place) + viewStateOrder.indexOf(view).toString(36) + states.slice(place + 1)
}

export const made: Snapshot = {
  format: 'taskloom-snapshot',
  version: 1,
  takenAt: worldTime,
  dag: { dag: makeDag({ id: 'import-42' }), rootCauses: [cause] },
  graph,
}

export function fileOf(content: unknown, name = 'dag.snapshot.json'): File {
  return new File([typeof content === 'string' ? content : JSON.stringify(content)], name)
}

/** Chooses a file, as the dialog of the browser would. */
export function choose(file: File): void {
  const input = document.querySelector<HTMLInputElement>('input[type=file]')
  if (input === null) throw new Error('Nothing asks for a file.')
  const chosen = new DataTransfer()
  chosen.items.add(file)
  input.files = chosen.files
  input.dispatchEvent(new Event('change', { bubbles: true }))
}
