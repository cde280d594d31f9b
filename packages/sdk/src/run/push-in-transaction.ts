import { collectNodes } from '../dag/collect-nodes.ts'
import { defaults } from '../defaults.ts'
import type { TaskNode } from '../define/task-node.ts'
import { TaskloomError } from '../errors.ts'
import type { Flagged } from '../store/flags.ts'
import { findTaken, pushInSession, type StoredTaskName } from '../store/operations/push-in-session.ts'
import type { PlannedTask } from '../store/plan.ts'
import type { ClientSession } from '../store/transaction.ts'
import type { Engine } from './engine.ts'
import { checkFinisher, type DagFacts } from './push-options.ts'
import type { Pushed } from './push.ts'
import { pushedNodes } from './pushed-nodes.ts'
import {
  frameOf,
  idsOf,
  loadOf,
  planAll,
  rememberAll,
  setTimers,
  tellPushed,
  validateNodes,
  type Load,
} from './store-push.ts'

/** After this many looks a commit that does not show has not happened. */
const patience = 20

interface PushRequest {
  readonly given: readonly TaskNode[]
  readonly keepFor: number
  readonly session: ClientSession
  readonly dag: DagFacts
}

/**
 * Stores nodes, and everything that they need, in the user's transaction. The nodes remember that they were pushed
 * once it has committed, so that a callback that is called again pushes them again.
 */
export async function pushInTransaction(engine: Engine, request: PushRequest): Promise<Pushed> {
  const { keepFor, session, dag } = request
  const { store } = engine
  const { load, earlierDag } = await readLoad(engine, request)
  const ids = idsOf(load)
  if (ids.length === 0) return { dagId: earlierDag, ids }
  checkFinisher(dag.finisher, load.nodes)
  await validateNodes(engine, load.nodes)
  const touched = engine.transactions.touched(session)
  const attempt = { engine, load, keepFor, dag, onStored: undefined }
  const [only] = ids.length === 1 && !dag.isSaid ? ids : []
  const frame = await frameOf(attempt, {
    dagId: only ?? store.newDagId(),
    transaction: { session, touched },
  })
  const planned = planAll(attempt, frame)
  for (const id of ids) touched.add(id)
  const flagged = await pushInSession(store, { planned, frame }, session)
  engine.transactions.watch(
    () => session,
    (looks) => showCommit(engine, { load, dagId: frame.dagId, planned, flagged, looks }),
  )
  return { dagId: frame.dagId, ids }
}

/** What is left to store: neither pushed before, nor stored already as the transaction sees it. */
async function readLoad(
  { store, place }: Engine,
  { given, session }: PushRequest,
): Promise<{ readonly load: Load; readonly earlierDag: string }> {
  const taken = new Map<string, StoredTaskName>()
  const became = (node: TaskNode): { readonly dagId: string } | undefined =>
    pushedNodes.of(node, place) ?? taken.get(node.id)
  const collect = (): Load =>
    loadOf(collectNodes(given, (node) => became(node) !== undefined, defaults.maximumDependencies))
  const all = collect()
  if (all.nodes.length > defaults.transactionPush) throw tooLarge(all.nodes.length)
  for (const task of await findTaken(store, idsOf(all), session)) taken.set(task._id, task)
  refuseTaken(all, taken)
  const [first] = given
  return { load: collect(), earlierDag: (first && became(first)?.dagId) ?? '' }
}

interface Stored {
  readonly load: Load
  readonly dagId: string
  readonly planned: readonly PlannedTask[]
  readonly flagged: readonly Flagged[]
  readonly looks: number
}

/** What a push does at its end, once the commit shows. */
async function showCommit(
  engine: Engine,
  { load, dagId, planned, flagged, looks }: Stored,
): Promise<boolean> {
  const ids = idsOf(load)
  const shown = await engine.store.tasks.findOne({ _id: ids[0] ?? '', dagId }, { projection: { _id: 1 } })
  if (shown === null) return looks >= patience
  rememberAll(engine, load, { dagId })
  tellPushed(engine, load, dagId)
  engine.flag(flagged)
  engine.announce([...new Set(load.nodes.map(({ name }) => name))])
  setTimers(engine, planned)
  return true
}

function refuseTaken({ nodes }: Load, taken: ReadonlyMap<string, StoredTaskName>): void {
  for (const { id, name } of nodes) {
    const found = taken.get(id)
    if (found !== undefined && found.name !== name) {
      throw new TaskloomError(
        'INVALID_OPTION',
        `Task \`${name}\` cannot have the id ${id}: it belongs to a task of \`${found.name}\` already.`,
        { details: { id, task: name, found: found.name } },
      )
    }
    if (found?.state === 'STAGED' || found?.state === 'DELETED') {
      throw new TaskloomError(
        'PUSH_ABORTED',
        `Task \`${name}\` (${id}) is just being pushed or deleted by somebody else. Try the transaction again.`,
        { details: { id, task: name } },
      )
    }
  }
}

function tooLarge(count: number): TaskloomError {
  const maximum = defaults.transactionPush
  return new TaskloomError(
    'TRANSACTION_TOO_LARGE',
    `A push in a transaction has at most ${maximum} tasks, and this one has ${count}. Push a task in the transaction that pushes the others when it runs, or push them without \`session\`.`,
    { details: { count, maximum } },
  )
}
