import type { DagTimeline } from '../../api/wire.ts'
import { codeOf, isSettledCode, type TaskGraph } from '../model/task-graph.ts'

/**
 * Everything that has happened to the tasks of a graph, by columns. The stretches of one task stand together, the
 * oldest first: those of task `n` from `offsets[n]` to `offsets[n + 1]`.
 */
export interface Recording {
  readonly graph: TaskGraph
  readonly offsets: Int32Array
  /** Of each stretch its task, its state, and when it began, in milliseconds since 1970. */
  readonly taskOf: Int32Array
  readonly codes: Uint8Array
  readonly starts: Float64Array
  /** The stretches in the order in which they began. */
  readonly events: Int32Array
  readonly from: number
  readonly to: number
}

interface Stretch {
  readonly code: number
  readonly start: number
}

/** What is told of a DAG over time, for the tasks of its graph. What has not ended goes on until `now`. */
export function recordingOf(graph: TaskGraph, timeline: DagTimeline, now: number): Recording {
  const lives = livesOf(graph, timeline)
  const all = lives.flat()
  const starts = Float64Array.from(all, ({ start }) => start)
  return {
    graph,
    offsets: offsetsOf(lives),
    taskOf: Int32Array.from(lives.flatMap((life, task) => life.map(() => task))),
    codes: Uint8Array.from(all, ({ code }) => code),
    starts,
    events: Int32Array.from(starts.keys()).toSorted(
      (one, other) => starts[one]! - starts[other]! || one - other,
    ),
    ...extentOf(
      lives.filter((_, task) => !graph.foreign.has(task)),
      now,
    ),
  }
}

function livesOf(graph: TaskGraph, { ids, segments, base }: DagTimeline): readonly Stretch[][] {
  const lives = graph.ids.map((): Stretch[] => [])
  for (const [place, code, from] of segments) {
    lives[graph.placeOf.get(ids[place] ?? '') ?? -1]?.push({ code, start: base + from })
  }
  return lives.map((life, task) => (life.length > 0 ? life : knownLife(graph, task)))
}

/** Of tasks of other DAGs, and of those pushed since, what the graph itself says. */
function knownLife({ states, createdAt, startedAt, settledAt }: TaskGraph, task: number): Stretch[] {
  const code = states[task]!
  const known = [
    { code: codeOf('blocked'), start: createdAt[task]! },
    { code: codeOf('running'), start: startedAt[task]! },
    { code, start: settledAt[task]! },
  ].filter(({ start }) => !Number.isNaN(start))
  const last = known.pop()
  return last === undefined ? [] : [...known, { code, start: last.start }]
}

function offsetsOf(lives: readonly (readonly unknown[])[]): Int32Array {
  const offsets = new Int32Array(lives.length + 1)
  lives.forEach((life, task) => {
    offsets[task + 1] = offsets[task]! + life.length
  })
  return offsets
}

function extentOf(lives: readonly (readonly Stretch[])[], now: number): { from: number; to: number } {
  let [from, to] = [Infinity, -Infinity]
  let isOver = true
  for (const life of lives) {
    for (const { start } of life) [from, to] = [Math.min(from, start), Math.max(to, start)]
    isOver &&= isSettledCode[life.at(-1)?.code ?? 0] === 1
  }
  if (from === Infinity) return { from: now - 1, to: now }
  return { from, to: Math.max(isOver ? to : Math.max(now, to), from + 1) }
}

/** How many tasks ran at once at each of so many moments, from the first to the last. */
export function runningOver({ starts, codes, offsets, from, to }: Recording, moments: number): number[] {
  const changes = new Float64Array(moments + 1)
  const momentOf = (time: number): number =>
    Math.min(moments, Math.max(0, Math.round(((time - from) / (to - from)) * moments)))
  const running = codeOf('running')
  const ends = new Set(offsets)
  codes.forEach((code, stretch) => {
    if (code !== running) return
    changes[momentOf(starts[stretch]!)]! += 1
    changes[momentOf(ends.has(stretch + 1) ? to : starts[stretch + 1]!)]! -= 1
  })
  let count = 0
  return Array.from(changes.subarray(0, moments), (change) => (count += change))
}

/** When tasks failed by themselves, in milliseconds since 1970. */
export function failuresIn({ starts, codes }: Recording): readonly number[] {
  const isFailure = new Set([codeOf('failed'), codeOf('expired')])
  return [...starts].filter((_, stretch) => isFailure.has(codes[stretch]!))
}
