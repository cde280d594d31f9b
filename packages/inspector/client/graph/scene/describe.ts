import { viewStateOrder, viewStates } from '../../../shared/view-states.ts'
import { formatDuration } from '../../format/duration.ts'
import { standings } from '../analysis/standing.ts'
import { edgesAt } from '../model/digraph.ts'
import { isStack, titleOf, type ShownGraph } from '../model/shown-graph.ts'
import { isSettledCode, nameOf, type TaskGraph } from '../model/task-graph.ts'
import { countStates } from './node-states.ts'

export const priorityWords = ['', 'low', 'medium', 'high'] as const

export interface Described {
  readonly graph: TaskGraph
  readonly shown: ShownGraph
  /** The standing of each edge between tasks. */
  readonly standings: Uint8Array
  readonly now: number
}

/** What is said of a node when the keyboard comes to it. */
export function describeNode(subject: Described, node: number): string {
  const members = subject.shown.members[node] ?? []
  const task = members[0]
  if (task === undefined) return ''
  if (!isStack(subject.shown, node)) return describeTask(subject, task)
  const counts = countStates(subject.graph, members).map(
    ({ view, count }) => `${count} ${viewStates[view].word.toLowerCase()}`,
  )
  return `${members.length} tasks ${titleOf(subject.graph, subject.shown, node)}: ${counts.join(', ')}; Enter unfolds them`
}

export function describeTask({ graph, standings, now }: Omit<Described, 'shown'>, task: number): string {
  const code = graph.states[task]!
  const parts = [
    `${nameOf(graph, task)} ${graph.ids[task]}`,
    viewStates[viewStateOrder[code]!].word.toLowerCase(),
    `priority ${priorityWords[graph.priorities[task]!]}`,
  ]
  if (graph.attempts[task]! > 1) parts.push(`attempt ${graph.attempts[task]}`)
  if (isSettledCode[code] === 1) return parts.join(', ')
  if (!Number.isNaN(graph.expiresAt[task])) parts.push(expiry(graph.expiresAt[task]! - now))
  const { count, total } = waitsFor(graph, task, standings)
  if (count > 0) parts.push(`waits for ${count} of ${total}`)
  return parts.join(', ')
}

function expiry(left: number): string {
  return left > 0 ? `expires in ${formatDuration(left)}` : 'past its expiry'
}

const waiting = new Set([standings.indexOf('pending'), standings.indexOf('blocking')])

/** How many dependencies of a task are still to come, and how many it has. */
export function waitsFor(graph: TaskGraph, task: number, all: Uint8Array): { count: number; total: number } {
  const edges = edgesAt(graph.links.incoming, task)
  return { count: edges.filter((edge) => waiting.has(all[edge]!)).length, total: edges.length }
}
