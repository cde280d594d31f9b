import type { EdgeKind, GraphColumns } from '../../../shared/graph-columns.ts'
import type { ViewState } from '../../../shared/view-states.ts'
import { encodeGraph, type GraphTask } from './encode-graph.ts'
import { randomNumbers } from './random.ts'
import type { Shape } from './shapes.ts'

export interface SampleOptions {
  /** The share of tasks that are settled, from the front of the graph on. */
  readonly progress?: number
  /** Of those that are settled, the share that failed. */
  readonly failures?: number
  readonly names?: readonly string[]
  readonly now?: number
}

const second = 1_000
const success: Omit<EdgeKind, 'need'> = { name: 'needs', kind: 'many', on: 'success', optional: false }

/** A graph of a shape in the middle of its run, with states that fit each other: for tests, pictures and benchmarks. */
export function sampleGraph(shape: Shape, options: SampleOptions = {}): GraphColumns {
  const world = { now: 1_800_000_000_000, random: randomNumbers(shape.size), ...options }
  const sourcesOf = Array.from({ length: shape.size }, (): number[] => [])
  for (const [source, target] of shape.edges) sourcesOf[target]?.push(source)
  const views: ViewState[] = []
  const tasks = sourcesOf.map((sources, node) => {
    const at = node / shape.size
    const view = viewOf(
      sources.map((source) => views[source] ?? 'ready'),
      { ...world, at },
    )
    views[node] = view
    return taskOf(node, { ...world, view, at, sources })
  })
  return encodeGraph({ dagId: 'sample', topology: `sample-${shape.size}`, isCut: false, tasks })
}

const commonNames = ['download', 'decode', 'resize', 'encode', 'upload']

interface Made extends Moment {
  readonly view: ViewState
  readonly sources: readonly number[]
  readonly now: number
}

function taskOf(node: number, made: Made): GraphTask {
  const { random, now, view, names = commonNames } = made
  const from = now - 600 * second + Math.floor(made.at * 500) * second
  return {
    id: idOf(node),
    name: names[Math.floor(random() * names.length)] ?? 'task',
    view,
    priority: random() < 0.1 ? 3 : random() < 0.2 ? 1 : 2,
    attempt: random() < 0.08 ? 2 : 1,
    createdAt: now - 700 * second,
    ...timesOf(view, { from, random }),
    expiresAt: now + Math.floor(random() * 3_600) * second,
    groups: [{ ...success, need: made.sources.length, sources: made.sources.map((source) => idOf(source)) }],
  }
}

/** The id of a node of a sample. */
export function idOf(node: number): string {
  return `65f1c0de${node.toString(16).padStart(16, '0')}`
}

interface Moment extends SampleOptions {
  readonly at: number
  readonly random: () => number
}

function viewOf(
  sources: readonly ViewState[],
  { at, random, progress = 0.5, failures = 0.004 }: Moment,
): ViewState {
  if (sources.some((view) => view === 'failed' || view === 'failed-upstream')) return 'failed-upstream'
  if (sources.some((view) => view !== 'finished')) return 'blocked'
  if (at < progress) return random() < failures ? 'failed' : 'finished'
  const chance = random()
  if (chance < 0.5) return 'running'
  if (chance < 0.85) return 'ready'
  return chance < 0.95 ? 'retrying' : 'scheduled'
}

function timesOf(view: ViewState, { from, random }: { from: number; random: () => number }) {
  const startedAt = from + Math.floor(random() * 2_000)
  if (view === 'running') return { startedAt }
  if (view !== 'finished' && view !== 'failed') return {}
  return { startedAt, settledAt: startedAt + 200 + Math.floor(random() * 9_000) }
}
