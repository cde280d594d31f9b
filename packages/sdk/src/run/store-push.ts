import type { Collected } from '../dag/collect-nodes.ts'
import { defaults } from '../defaults.ts'
import { validatePayload } from '../define/create-node.ts'
import { storedIds } from '../define/node-ids.ts'
import { encodeKeys } from '../define/stored-keys.ts'
import type { NodeDependency, TaskNode } from '../define/task-node.ts'
import { TaskloomError } from '../errors.ts'
import { adoptNodes } from '../store/operations/adopt-nodes.ts'
import { pinDependencies, type UserTransaction } from '../store/operations/pin-dependencies.ts'
import { releasePush } from '../store/operations/release-push.ts'
import { beatPushes, isDuplicateKey, stagePush } from '../store/operations/stage-push.ts'
import { undoPush } from '../store/operations/undo-push.ts'
import { lifetimeOf, planTask, type EarlierTasks, type PlannedTask, type PushFrame } from '../store/plan.ts'
import type { Engine } from './engine.ts'
import { pause } from './pause.ts'
import type { DagFacts } from './push-options.ts'
import { pushedNodes } from './pushed-nodes.ts'

/** What a push has to store, under which ids, and what it only points to. */
export interface Load {
  readonly nodes: readonly TaskNode[]
  readonly earlier: readonly NodeDependency[]
  /** The ids under which nodes are stored, where they are not their own. */
  readonly ids: ReadonlyMap<string, string>
}

/** Makes the load of what was collected; `idOf` says under which id a node is to be stored. */
export function loadOf(
  { nodes, earlier }: Collected,
  idOf: (node: TaskNode, index: number) => string = ({ id }) => id,
): Load {
  const others = earlier.flatMap(({ id, node }) =>
    node === undefined ? [] : [[id, storedIds.of(node)] as const],
  )
  const own = nodes.map((node, index) => [node.id, idOf(node, index)] as const)
  const ids = new Map([...others, ...own].filter(([given, stored]) => given !== stored))
  return { nodes, earlier: earlier.map((each) => ({ ...each, id: ids.get(each.id) ?? each.id })), ids }
}

/** The ids of a load, in the order of its nodes. */
export function idsOf({ nodes, ids }: Load): string[] {
  return nodes.map(({ id }) => ids.get(id) ?? id)
}

/** One try to store a load. */
export interface PushTry {
  readonly engine: Engine
  readonly load: Load
  readonly keepFor: number
  /** How long the rest of its DAG is kept, and it with that. */
  readonly keptUntil?: Date | undefined
  /** What is said of the DAG as a whole. */
  readonly dag: DagFacts
  readonly onStored: ((stored: number) => void) | undefined
}

/** The DAG that a push goes to, and how it becomes final there. */
export interface PushTarget {
  readonly dagId: string
  /** The push of a running task that it is, and that task. */
  readonly growthId?: string
  readonly growerId?: string
  record(frame: PushFrame): Promise<void>
  /** Makes the push final, or throws. */
  open(frame: PushFrame): Promise<void>
  /** Whether the push may have become final although `open` threw: then it must not be undone. */
  readonly isUncertain: boolean
}

interface FrameTarget extends Pick<PushTarget, 'dagId' | 'growerId'> {
  readonly transaction?: UserTransaction
}

/** Checks what only a push can check. */
export async function validateNodes({ definitions }: Engine, nodes: readonly TaskNode[]): Promise<void> {
  for (const node of nodes) {
    definitions.add(node.definition)
    await validatePayload(node)
  }
}

/** What the documents of a try have in common; its dependencies are pinned. */
export async function frameOf(
  { engine, load, keepFor, keptUntil = new Date(0), dag }: PushTry,
  { dagId, growerId, transaction }: FrameTarget,
): Promise<PushFrame> {
  await engine.store.clock.refresh()
  const createdAt = engine.store.clock.now()
  const deadlineAt =
    typeof dag.deadline === 'number' ? new Date(createdAt.getTime() + dag.deadline) : dag.deadline
  const lifetime = lifetimeOf(load.nodes, {
    createdAt,
    deadlineAt,
    finisherId: dag.finisher?.id,
  })
  const purgeAt = new Date(Math.max(lifetime.lastExpiry.getTime() + keepFor, Number(keptUntil)))
  return {
    ...lifetime,
    dagId,
    pushId: engine.store.unique(),
    purgeAt,
    dag: recordedFacts(dag, { deadlineAt, ids: load.ids }),
    firstOrdinal: engine.ordinals.reserve(load.nodes.length, createdAt),
    maximumPayload: engine.limits.payload,
    earlier: withoutGrower(
      await pinDependencies(engine.store, load.earlier, { purgeAt, transaction }),
      growerId,
    ),
    ids: load.ids,
  }
}

function recordedFacts(
  { tags, metadata, finisher }: DagFacts,
  { deadlineAt, ids }: Pick<PushFrame, 'deadlineAt' | 'ids'>,
): PushFrame['dag'] {
  return {
    ...(tags === undefined ? {} : { tags }),
    ...(metadata === undefined ? {} : { metadata: encodeKeys(metadata) }),
    ...(deadlineAt === undefined ? {} : { deadlineAt }),
    ...(finisher === undefined ? {} : { onFinished: onFinishedOf(finisher, ids) }),
  }
}

function onFinishedOf(
  { id, expiresInMilliseconds }: TaskNode,
  ids: PushFrame['ids'],
): NonNullable<PushFrame['dag']['onFinished']> {
  return { id: ids.get(id) ?? id, timeToLive: expiresInMilliseconds }
}

/** What a task pushes does not wait for what that task is extended by: it may be part of that. */
function withoutGrower({ dags, extensions }: EarlierTasks, growerId: string | undefined): EarlierTasks {
  return { dags, extensions: new Map([...extensions].filter(([id]) => id !== growerId)) }
}

export function planAll({ load }: PushTry, frame: PushFrame): PlannedTask[] {
  return load.nodes.map((node, index) => planTask(node, index, frame))
}

/**
 * Stores a load as a push with a record: all of it or nothing, at any size.
 * Returns false when an earlier try had left some of it behind; that was dealt with.
 */
export async function storePush(attempt: PushTry, target: PushTarget): Promise<boolean> {
  const { engine, load } = attempt
  const { store } = engine
  const frame = await frameOf(attempt, target)
  const push = { id: frame.pushId, dagId: frame.dagId }
  const planned = planAll(attempt, frame)
  const heartbeat = setInterval(
    () => void beatPushes(store, [push.id]).catch(() => undefined),
    defaults.pushHeartbeat,
  )
  try {
    await target.record(frame)
    await stagePush(store, planned, (stored) => attempt.onStored?.(stored))
    await target.open(frame)
  } catch (error) {
    if (!target.isUncertain) await undo(engine, frame, target).catch(() => undefined)
    if (!isDuplicateKey(error)) throw error
    await adopt(attempt)
    return false
  } finally {
    clearInterval(heartbeat)
  }
  const tasks = planned.map(({ task }) => task)
  const { readyNames, flagged } = await releasePush(store, push, tasks)
  // Not before: until everything is released, a push again must come and finish it.
  rememberAll(engine, load, target)
  tellPushed(engine, load, target.dagId)
  engine.flag(flagged)
  engine.announce(readyNames)
  setTimers(engine, planned)
  return true
}

async function undo(
  engine: Engine,
  { pushId: _id, dagId }: PushFrame,
  { growthId }: PushTarget,
): Promise<void> {
  const undone = await undoPush(engine.store, { _id, dagId, isGrowth: growthId !== undefined })
  if (undone !== undefined) engine.concluded({ ...undone, readyNames: [] })
}

/** Some nodes are stored already: those of a push that succeeded are pushed, the rest is cleared away. */
export async function adopt(attempt: PushTry): Promise<void> {
  const { engine, load } = attempt
  const nodes = new Map(load.nodes.map((node) => [load.ids.get(node.id) ?? node.id, node]))
  for (let isBusy = true; isBusy;) {
    const adopted = await adoptNodes(engine.store, [...nodes.keys()])
    isBusy = adopted.isBusy
    for (const each of adopted.concluded) engine.concluded(each)
    for (const { _id, name, dagId } of adopted.pushed) {
      const node = nodes.get(_id)
      if (node === undefined) continue
      if (node.name !== name) throw idTaken(node, name)
      rememberAll(engine, { ...load, nodes: [node] }, { dagId })
    }
    // Two processes that push the same ids may have undone each other's; they must not stay in step.
    if (isBusy || adopted.pushed.length === 0) await pause(engine.times.pollShortest * (1 + Math.random()))
  }
}

/** Lets nodes know what they became. */
export function rememberAll(
  { place }: Engine,
  { nodes, ids }: Load,
  target: Pick<PushTarget, 'dagId' | 'growthId'>,
): void {
  const { dagId, growthId } = target
  for (const node of nodes) {
    pushedNodes.remember(node, place, { dagId, ...(growthId === undefined ? {} : { growthId }) })
    const id = ids.get(node.id)
    if (id !== undefined) storedIds.remember(node, id)
  }
}

/** Says what was pushed to the listeners of this process. */
export function tellPushed({ telling }: Engine, load: Load, dagId: string): void {
  const ids = idsOf(load)
  telling.pushed(
    load.nodes.map(({ name }, index) => ({ id: ids[index] ?? '', name })),
    dagId,
  )
}

/** Delayed tasks are looked at in time by this process, and by a sweeper when it is gone. */
export function setTimers(engine: Engine, planned: readonly PlannedTask[]): void {
  for (const { task } of planned) if (task.dueAt !== undefined) engine.due.at(task.dueAt)
}

function idTaken({ id, name }: TaskNode, found: string): TaskloomError {
  return new TaskloomError(
    'INVALID_OPTION',
    `Task \`${name}\` cannot have the id ${id}: it belongs to a task of \`${found}\` already. Nothing was stored.`,
    { details: { id, task: name, found } },
  )
}
