import { collectNodes } from '../dag/collect-nodes.ts'
import { defaults } from '../defaults.ts'
import type { TaskNode } from '../define/task-node.ts'
import { toMilliseconds } from '../duration.ts'
import { TaskloomError } from '../errors.ts'
import { insertTask } from '../store/operations/insert-task.ts'
import { openPush, recordPush } from '../store/operations/stage-push.ts'
import type { PlannedTask } from '../store/plan.ts'
import { readSession } from '../store/transaction.ts'
import type { Engine } from './engine.ts'
import { pushInTransaction } from './push-in-transaction.ts'
import { checkFinisher, readDagFacts, type PushOptions } from './push-options.ts'
import { pushedNodes, pushesUnderWay } from './pushed-nodes.ts'
import {
  adopt,
  frameOf,
  idsOf,
  loadOf,
  planAll,
  rememberAll,
  setTimers,
  storePush,
  tellPushed,
  validateNodes,
  type PushTarget,
  type PushTry,
} from './store-push.ts'

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
  engine: Engine,
  given: readonly TaskNode[],
  options: PushOptions,
): Promise<Pushed> {
  const dag = readDagFacts(options)
  const all = dag.finisher === undefined ? given : [...given, dag.finisher]
  const keepFor = toMilliseconds(options.keepFor ?? 0, 'keepFor')
  if (options.session !== undefined) {
    const session = readSession(engine.store, options.session)
    return pushInTransaction(engine, { given: all, keepFor, session, dag })
  }
  const isPushed = (node: TaskNode): boolean => pushedNodes.of(node, engine.place) !== undefined
  for (;;) {
    const load = loadOf(collectNodes(all, isPushed, defaults.maximumDependencies))
    if (load.nodes.length === 0) return { dagId: earlierDag(engine, given), ids: [] }
    checkFinisher(dag.finisher, load.nodes)
    const ids = idsOf(load)
    const other = pushesUnderWay.of(ids, engine.place)
    if (other !== undefined) {
      await other
      continue
    }
    const total = ids.length
    const onStored = (stored: number): void => options.onProgress?.({ stored, total })
    const attempt: PushTry = { engine, load, keepFor, dag, onStored }
    const dagId = await pushesUnderWay.run(ids, engine.place, () => tryPush(attempt))
    if (dagId !== undefined) return { dagId, ids }
  }
}

function earlierDag({ place }: Engine, given: readonly TaskNode[]): string {
  const [first] = given
  const earlier = first === undefined ? undefined : pushedNodes.of(first, place)
  if (earlier !== undefined) return earlier.dagId
  throw new TaskloomError(
    'INVALID_OPTION',
    'There is nothing to push: pass a node, or a list with at least one.',
  )
}

/** Undefined when an earlier try had left some nodes behind; they were dealt with. */
async function tryPush(attempt: PushTry): Promise<string | undefined> {
  const { engine, load } = attempt
  await validateNodes(engine, load.nodes)
  if (load.nodes.length === 1 && !attempt.dag.isSaid) return pushSingle(attempt)
  const target = newDag(attempt)
  return (await storePush(attempt, target)) ? target.dagId : undefined
}

/** A DAG of its own. */
function newDag({ engine: { store }, load }: PushTry): PushTarget {
  const dagId = store.newDagId()
  return {
    dagId,
    isUncertain: false,
    record: ({ pushId, createdAt, purgeAt, dag }) =>
      recordPush(store, { id: pushId, dagId, taskCount: load.nodes.length, createdAt, purgeAt, dag }),
    open: async ({ pushId }) => {
      if (!(await openPush(store, pushId))) throw tookTooLong(pushId)
    },
  }
}

/** A push of one node. Its DAG is itself. */
async function pushSingle(attempt: PushTry): Promise<string | undefined> {
  const { engine, load } = attempt
  const [node] = load.nodes as [TaskNode]
  const frame = await frameOf(attempt, { dagId: node.id })
  const [planned] = planAll(attempt, frame) as [PlannedTask]
  const flagged = await insertTask(engine.store, planned)
  if (flagged === undefined) {
    await adopt(attempt)
    return undefined
  }
  rememberAll(engine, load, frame)
  tellPushed(engine, load, node.id)
  engine.flag(flagged)
  setTimers(engine, [planned])
  if (flagged.length === 0) engine.announce([node.name])
  return node.id
}

function tookTooLong(pushId: string): TaskloomError {
  return new TaskloomError(
    'PUSH_ABORTED',
    'The push gave no sign of life for a minute and was undone by a sweeper; nothing is stored. Push again.',
    { details: { pushId } },
  )
}
