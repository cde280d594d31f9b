import type { NodeDependency, TaskNode } from '../define/task-node.ts'
import { carriesHint } from '../document/carries-hint.ts'
import { judgeGroup } from '../document/dependency-rule.ts'
import { withExtensions } from '../document/extensions.ts'
import type {
  ContentDocument,
  DagDocument,
  StoredExtension,
  TaskDocument,
} from '../document/task-document.ts'
import { contentDocument, payloadIdOf, prepareValue } from './content.ts'
import { finisherHold } from './finisher-hold.ts'

/** How long the tasks of one push live. */
export interface Lifetime {
  readonly createdAt: Date
  /** Nothing of the push but its finisher lives longer. */
  readonly deadlineAt: Date | undefined
  /** The node that runs when all others of the DAG have settled. */
  readonly finisherId: string | undefined
  /** When the last of the others expires: the life of the finisher begins then. */
  readonly othersExpireAt: Date
  /** When the last of them expires. */
  readonly lastExpiry: Date
}

/** What the documents of one push have in common. */
export interface PushFrame extends Lifetime {
  readonly dagId: string
  readonly pushId: string
  readonly purgeAt: Date
  /** What is said of the DAG as a whole. */
  readonly dag: Pick<DagDocument, 'tags' | 'metadata' | 'deadlineAt' | 'onFinished'>
  /** The ordinal of the first node. */
  readonly firstOrdinal: number
  readonly maximumPayload: number
  readonly earlier: EarlierTasks
  /** The ids under which nodes are stored, where they are not their own. */
  readonly ids: ReadonlyMap<string, string>
}

/** What is known of the tasks that a push depends on, but did not bring along, by their ids. */
export interface EarlierTasks {
  readonly dags: ReadonlyMap<string, string>
  /** What those that were extended were extended by. */
  readonly extensions: ReadonlyMap<string, readonly StoredExtension[]>
}

/** The documents that one node becomes. */
export interface PlannedTask {
  readonly task: TaskDocument
  readonly content: ContentDocument | undefined
}

/** Says how long the tasks of a push live, and when the last of them expires. */
export function lifetimeOf(
  nodes: readonly TaskNode[],
  given: Omit<Lifetime, 'othersExpireAt' | 'lastExpiry'>,
): Lifetime {
  const others = nodes.filter(({ id }) => id !== given.finisherId)
  const othersExpireAt = latestExpiry(others, { ...given, othersExpireAt: given.createdAt })
  const lifetime = { ...given, othersExpireAt }
  return { ...lifetime, lastExpiry: latestExpiry(nodes, lifetime) }
}

type Beginnings = Omit<Lifetime, 'lastExpiry'>

function latestExpiry(nodes: readonly TaskNode[], lifetime: Beginnings): Date {
  const latest = nodes.reduce((time, node) => Math.max(time, expiryOf(node, lifetime).getTime()), 0)
  return new Date(latest)
}

/** A delayed task has its whole time from when it may start, and a finisher from when all others have settled. */
function expiryOf(node: TaskNode, { createdAt, deadlineAt, finisherId, othersExpireAt }: Beginnings): Date {
  const isFinisher = node.id === finisherId
  const start = isFinisher ? othersExpireAt : (startOf(node, createdAt) ?? createdAt)
  const expiry = Math.max(start.getTime(), createdAt.getTime()) + node.expiresInMilliseconds
  return new Date(isFinisher ? expiry : Math.min(expiry, deadlineAt?.getTime() ?? expiry))
}

function startOf({ startAfter }: TaskNode, createdAt: Date): Date | undefined {
  return typeof startAfter === 'number' ? new Date(createdAt.getTime() + startAfter) : startAfter
}

/** Turns a node into its documents, staged: nothing of it can be claimed yet. */
export function planTask(node: TaskNode, index: number, frame: PushFrame): PlannedTask {
  const { name } = node
  const id = frame.ids.get(node.id) ?? node.id
  const edges = edgesOf(node, id, frame)
  const payload = prepareValue({ id, name }, 'payload', {
    value: node.payload,
    maximum: frame.maximumPayload,
  })
  const startsAt = startOf(node, frame.createdAt)
  const task: TaskDocument = {
    _id: id,
    dagId: frame.dagId,
    pushId: frame.pushId,
    name,
    state: 'STAGED',
    priority: node.priority,
    ordinal: frame.firstOrdinal + index,
    revision: 0,
    ...edges,
    ...(carriesHint(edges) ? { remaining: edges.dependencies.length } : {}),
    ...(node.id === frame.finisherId ? asFinisher : { release: releaseOf(edges, frame) }),
    attempt: 0,
    recoveries: 0,
    ...(node.retry.attempts > 1 ? { retry: node.retry } : {}),
    ...(node.timeoutMilliseconds === undefined ? {} : { timeout: node.timeoutMilliseconds }),
    ...(startsAt === undefined ? {} : { dueAt: startsAt, startsAt }),
    ...(payload.place === 'inline' ? { payload: payload.inline } : {}),
    payloadIn: payload.place,
    createdAt: frame.createdAt,
    updatedAt: frame.createdAt,
    expiresAt: expiryOf(node, frame),
    purgeAt: frame.purgeAt,
  }
  const contentId = payloadIdOf(id, frame.pushId)
  return { task, content: payload.content && contentDocument(contentId, payload.content, frame.purgeAt) }
}

type Edges = Pick<TaskDocument, 'dependencies' | 'groups'>

/** What a node waits for: its own dependencies, and what those that were pushed earlier were extended by. */
function edgesOf({ dependencies, groups }: TaskNode, _id: string, frame: PushFrame): Edges {
  const own = { dependencies: dependencies.map((each) => storedDependency(each, frame)), groups }
  return withExtensions({ _id, ...own }, (id) => frame.earlier.extensions.get(id) ?? []) ?? own
}

function storedDependency(
  { group, id: given }: NodeDependency,
  frame: PushFrame,
): TaskDocument['dependencies'][number] {
  const id = frame.ids.get(given) ?? given
  return { group, id, dagId: frame.earlier.dags.get(id) ?? frame.dagId }
}

/** It must be there, and held, before the others can settle. */
const asFinisher = { finisher: true, holds: [finisherHold], release: 'first' } as const

/** Tasks of which nothing can be said yet go first, so that they are there when something can. */
function releaseOf(edges: Edges, frame: PushFrame): NonNullable<TaskDocument['release']> {
  return waitsForThisPush(edges, frame) ? 'first' : 'last'
}

/** Whether nothing can be said of a task before another one of its push has settled. */
function waitsForThisPush({ groups, dependencies }: Edges, { earlier }: PushFrame): boolean {
  const isWaiting = groups.some((group) => judgeGroup(group, { WAITING: group.count }) === 'waiting')
  return isWaiting && !dependencies.some(({ id }) => earlier.dags.has(id))
}
