import { collectNodes, type Collected, type KnownDefinitions } from '../dag/collect-nodes.ts'
import { defaults } from '../defaults.ts'
import { validatePayload } from '../define/create-node.ts'
import type { TaskNode } from '../define/task-node.ts'
import { toMilliseconds, type Duration } from '../duration.ts'
import { TaskloomError } from '../errors.ts'
import { abortPush } from '../store/operations/abort-push.ts'
import { adoptNodes } from '../store/operations/adopt-nodes.ts'
import { insertTask } from '../store/operations/insert-task.ts'
import { pinDependencies } from '../store/operations/pin-dependencies.ts'
import { releasePush } from '../store/operations/release-push.ts'
import { beatPush, isDuplicateKey, openPush, recordPush, stagePush } from '../store/operations/stage-push.ts'
import { latestExpiry, planTask, type PlannedTask, type PushFrame } from '../store/plan.ts'
import type { Engine } from './engine.ts'
import { pause } from './pause.ts'
import { pushedNodes, pushesUnderWay } from './pushed-nodes.ts'

/** How far a push is. */
export interface PushProgress {
  readonly stored: number
  readonly total: number
}

export interface PushOptions {
  /**
   * How long the tasks stay readable after the last of them has expired.
   * @defaultValue 0
   */
  readonly keepFor?: Duration
  /** Called after every chunk of a push of several nodes. When it throws, the push stops and nothing is stored. */
  readonly onProgress?: (progress: PushProgress) => void
}

/** What a push needs from its loom. */
export interface PushContext {
  readonly engine: Engine
  readonly definitions: KnownDefinitions
  /** The database and prefix that nodes remember having been pushed to. */
  readonly place: string
}

/** A push that is done: the DAG, and the ids that this call stored. */
export interface Pushed {
  readonly dagId: string
  readonly ids: readonly string[]
}

/**
 * Stores nodes, and everything that they need, as one DAG: all of it or nothing.
 * Nodes that were pushed before are left alone.
 */
export async function push(
  context: PushContext,
  given: readonly TaskNode[],
  options: PushOptions,
): Promise<Pushed> {
  const keepFor = toMilliseconds(options.keepFor ?? 0, 'keepFor')
  for (;;) {
    const collected = collect(context, given)
    if (collected.nodes.length === 0) return { dagId: earlierDag(context, given), ids: [] }
    const other = pushesUnderWay.of(collected.nodes, context.place)
    if (other !== undefined) {
      await other
      continue
    }
    const attempt = { context, collected, keepFor, onProgress: options.onProgress }
    const pushed = await pushesUnderWay.run(attempt.collected.nodes, context.place, () => tryPush(attempt))
    if (pushed !== undefined) return pushed
  }
}

async function tryPush(attempt: Attempt): Promise<Pushed | undefined> {
  await validate(attempt.context, attempt.collected.nodes)
  return isSingle(attempt.collected) ? pushSingle(attempt) : pushStaged(attempt)
}

interface Attempt {
  readonly context: PushContext
  readonly collected: Collected
  readonly keepFor: number
  readonly onProgress: PushOptions['onProgress']
}

function collect({ place }: PushContext, given: readonly TaskNode[]): Collected {
  const isPushed = (node: TaskNode): boolean => pushedNodes.dagOf(node, place) !== undefined
  return collectNodes(given, isPushed, defaults.maximumDependencies)
}

function earlierDag({ place }: PushContext, given: readonly TaskNode[]): string {
  const [first] = given
  const dagId = first === undefined ? undefined : pushedNodes.dagOf(first, place)
  if (dagId !== undefined) return dagId
  throw new TaskloomError(
    'INVALID_OPTION',
    'There is nothing to push: pass a node, or a list with at least one.',
  )
}

async function validate({ definitions }: PushContext, nodes: readonly TaskNode[]): Promise<void> {
  for (const node of nodes) {
    definitions.add(node.definition)
    await validatePayload(node)
  }
}

function isSingle({ nodes }: Collected): boolean {
  return nodes.length === 1
}

function frameOf(
  { context: { engine }, collected: { nodes }, keepFor }: Attempt,
  dagId: string,
): Omit<PushFrame, 'earlierDags'> {
  const createdAt = engine.store.clock.now()
  return {
    dagId,
    pushId: engine.store.unique(),
    createdAt,
    purgeAt: new Date(latestExpiry(nodes, createdAt).getTime() + keepFor),
    firstOrdinal: engine.ordinals.reserve(nodes.length, createdAt),
    maximumPayload: engine.limits.payload,
  }
}

function plan({ collected }: Attempt, frame: PushFrame): PlannedTask[] {
  return collected.nodes.map((node, index) => planTask(node, index, frame))
}

/** A push of one node. Its DAG is itself. Undefined when an earlier try had left it behind. */
async function pushSingle(attempt: Attempt): Promise<Pushed | undefined> {
  const { engine, place } = attempt.context
  const [node] = attempt.collected.nodes as [TaskNode]
  const frame = frameOf(attempt, node.id)
  const earlierDags = await pinDependencies(engine.store, attempt.collected.earlier, frame.purgeAt)
  const [planned] = plan(attempt, { ...frame, earlierDags }) as [PlannedTask]
  const flagged = await insertTask(engine.store, planned)
  if (flagged === undefined) {
    await adopt(attempt)
    return undefined
  }
  pushedNodes.remember(node, place, node.id)
  engine.flag(flagged)
  setTimers(engine, [planned])
  if (flagged.length === 0) engine.announce([node.name])
  return { dagId: node.id, ids: [node.id] }
}

/** A push of several nodes. Undefined when an earlier try had left some behind; they were dealt with. */
async function pushStaged(attempt: Attempt): Promise<Pushed | undefined> {
  const { engine, place } = attempt.context
  const { nodes, earlier } = attempt.collected
  const { store } = engine
  const frame = frameOf(attempt, store.newDagId())
  const push = { id: frame.pushId, dagId: frame.dagId }
  const earlierDags = await pinDependencies(store, earlier, frame.purgeAt)
  const planned = plan(attempt, { ...frame, earlierDags })
  const record = { ...push, taskCount: nodes.length, createdAt: frame.createdAt, purgeAt: frame.purgeAt }
  const heartbeat = setInterval(
    () => void beatPush(store, push.id).catch(() => undefined),
    defaults.pushHeartbeat,
  )
  try {
    await recordPush(store, record)
    await stagePush(store, planned, (stored) => attempt.onProgress?.({ stored, total: nodes.length }))
    if (!(await openPush(store, push.id))) throw tookTooLong(push.id)
  } catch (error) {
    await abortPush(store, push).catch(() => undefined)
    if (!isDuplicateKey(error)) throw error
    await adopt(attempt)
    return undefined
  } finally {
    clearInterval(heartbeat)
  }
  const { readyNames, flagged } = await releasePush(store, push)
  // Not before: until everything is released, a push again must come and finish it.
  for (const node of nodes) pushedNodes.remember(node, place, frame.dagId)
  engine.flag(flagged)
  engine.announce(readyNames)
  setTimers(engine, planned)
  return { dagId: frame.dagId, ids: nodes.map(({ id }) => id) }
}

/** Some nodes are stored already: those of a push that succeeded are pushed, the rest is cleared away. */
async function adopt({ context: { engine, place }, collected }: Attempt): Promise<void> {
  const nodes = new Map(collected.nodes.map((node) => [node.id, node]))
  for (let isBusy = true; isBusy;) {
    const adopted = await adoptNodes(engine.store, [...nodes.keys()])
    isBusy = adopted.isBusy
    for (const { _id, name, dagId } of adopted.pushed) {
      const node = nodes.get(_id)
      if (node === undefined) continue
      if (node.name !== name) throw idTaken(node, name)
      pushedNodes.remember(node, place, dagId)
    }
    // Two processes that push the same ids may have undone each other's; they must not stay in step.
    if (isBusy || adopted.pushed.length === 0) await pause(engine.times.pollShortest * (1 + Math.random()))
  }
}

function idTaken({ id, name }: TaskNode, found: string): TaskloomError {
  return new TaskloomError(
    'INVALID_OPTION',
    `Task \`${name}\` cannot have the id ${id}: it belongs to a task of \`${found}\` already. Nothing was stored.`,
    { details: { id, task: name, found } },
  )
}

function tookTooLong(pushId: string): TaskloomError {
  return new TaskloomError(
    'PUSH_ABORTED',
    'The push gave no sign of life for a minute and was undone by a sweeper; nothing is stored. Push again.',
    { details: { pushId } },
  )
}

/** Delayed tasks are looked at in time by this process, and by a sweeper when it is gone. */
function setTimers(engine: Engine, planned: readonly PlannedTask[]): void {
  for (const { task } of planned) if (task.dueAt !== undefined) engine.due.at(task.dueAt)
}
