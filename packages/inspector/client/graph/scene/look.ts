import { criticalPath } from '../analysis/critical-path.ts'
import { findInGraph, type GraphQuery } from '../analysis/graph-query.ts'
import { failureMarks, rootCausesOf } from '../analysis/root-causes.ts'
import { whyBlocked } from '../analysis/why-blocked.ts'
import type { ShownGraph } from '../model/shown-graph.ts'
import { viewOf, type TaskGraph } from '../model/task-graph.ts'

/** What the reader asks of the graph just now. */
export interface Controls {
  readonly query?: GraphQuery | undefined
  readonly hide?: 'finished' | undefined
  readonly only?: 'failed' | undefined
  readonly show?: 'blocked' | 'root' | 'critical' | undefined
  /** The id of the selected task: it is never hidden, and `blocked` asks about it. */
  readonly task?: string | undefined
}

/** How much of a node is seen. */
export const hidden = 0
export const dim = 1
export const plain = 2

/** What follows from the controls, by drawn node and edge. */
export interface Look {
  /** `hidden`, `dim` or `plain`, by node. */
  readonly visibility: Uint8Array
  /** 1 for edges that are part of the answer. */
  readonly strong: Uint8Array
  /** Numbers on nodes: the order of what blocks, of root causes, or along the critical path. */
  readonly numbers: ReadonlyMap<number, number>
  /** Tasks that answer the query or the question, in the order in which they are stepped through. */
  readonly hits: readonly number[]
  /** Milliseconds to the end along the critical path, where that is asked for and known. */
  readonly remaining: number | undefined
}

/** Before anything is placed. */
export const nothingSeen: Look = {
  visibility: new Uint8Array(0),
  strong: new Uint8Array(0),
  numbers: new Map(),
  hits: [],
  remaining: undefined,
}

export interface Subject {
  readonly graph: TaskGraph
  readonly shown: ShownGraph
  /** The standing of each edge between tasks. */
  readonly standings: Uint8Array
  readonly now: number
}

interface Answer {
  readonly marks: Uint8Array
  readonly hits: readonly number[]
  /** Consecutive tasks whose edges are part of the answer. */
  readonly path?: readonly number[]
  readonly remaining?: number | undefined
}

/** Works out what is hidden, dimmed and marked. */
export function lookOf(subject: Subject, controls: Controls): Look {
  const { shown, graph } = subject
  const asked = graph.placeOf.get(controls.task ?? '')
  const answer = answerTo(subject, controls.show, asked)
  const found = controls.query === undefined ? undefined : findInGraph(graph, controls.query)
  const tasks = Uint8Array.from(graph.ids, (_, task) => {
    if (graph.unborn?.[task] === 1) return hidden
    if (task !== asked && isHidden(graph, task, controls)) return hidden
    const isDim = answer?.marks[task] === 0 || found?.[task] === 0
    return isDim ? dim : plain
  })
  const visibility = Uint8Array.from(shown.members, (members) =>
    members.reduce((most, task) => Math.max(most, tasks[task]!), hidden),
  )
  const hits = answer?.hits ?? [...graph.ids.keys()].filter((task) => found?.[task] === 1)
  return {
    visibility,
    strong: strongEdges(subject, answer),
    numbers: answer === undefined ? new Map() : numbersOf(shown, answer.hits),
    hits: hits.filter((task) => tasks[task] === plain),
    remaining: answer?.remaining,
  }
}

function isHidden(graph: TaskGraph, task: number, { hide, only }: Controls): boolean {
  if (hide === undefined && only === undefined) return false
  const view = viewOf(graph, task)
  if (hide === 'finished' && view === 'finished') return true
  return only === 'failed' && view !== 'failed' && view !== 'failed-upstream' && view !== 'expired'
}

function answerTo(
  { graph, standings, now }: Subject,
  show: Controls['show'],
  task: number | undefined,
): Answer | undefined {
  switch (show) {
    case 'blocked': {
      const isAsked = task !== undefined && viewOf(graph, task) === 'blocked'
      const { marks, frontier } = whyBlocked(graph, standings, isAsked ? [task] : undefined)
      return { marks, hits: frontier }
    }
    case 'root':
      return { marks: failureMarks(graph), hits: rootCausesOf(graph).map((cause) => cause.task) }
    case 'critical': {
      const { tasks, remaining } = criticalPath(graph, now)
      const marks = new Uint8Array(graph.ids.length)
      for (const on of tasks) marks[on] = 1
      return { marks, hits: tasks, path: tasks, remaining }
    }
    case undefined:
      return undefined
  }
}

/** Of a critical path the edges along it; else the edges between tasks of the answer. */
function strongEdges({ graph, shown }: Subject, answer: Answer | undefined): Uint8Array {
  const strong = new Uint8Array(shown.links.sources.length)
  if (answer === undefined) return strong
  const follower = answer.path && new Map(answer.path.map((task, at) => [task, answer.path?.[at + 1]]))
  shown.edgeOf.forEach((edge, between) => {
    if (edge === -1) return
    const source = graph.links.sources[between]!
    const target = graph.links.targets[between]!
    const isPart =
      follower === undefined
        ? answer.marks[source] === 1 && answer.marks[target] === 1
        : follower.get(source) === target
    if (isPart) strong[edge] = 1
  })
  return strong
}

const mostNumbers = 99

function numbersOf(shown: ShownGraph, hits: readonly number[]): Map<number, number> {
  const numbers = new Map<number, number>()
  for (const task of hits) {
    const node = shown.nodeOf[task]!
    if (node !== -1 && !numbers.has(node) && numbers.size < mostNumbers) numbers.set(node, numbers.size + 1)
  }
  return numbers
}

/** Whether cards that did not change themselves look different. */
export function isOtherLook(before: Look, after: Look): boolean {
  if (before.numbers.size > 0 || after.numbers.size > 0) return true
  return before.visibility.some((value, node) => value !== after.visibility[node])
}
