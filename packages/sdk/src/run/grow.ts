import { collectNodes } from '../dag/collect-nodes.ts'
import { defaults } from '../defaults.ts'
import { derivedId } from '../define/derived-id.ts'
import { chosenIds, storedIds } from '../define/node-ids.ts'
import type { TaskNode } from '../define/task-node.ts'
import type { StoredGrowth, TaskDocument } from '../document/task-document.ts'
import { LeaseLost, TaskloomError } from '../errors.ts'
import { concludePush } from '../store/operations/conclude-push.ts'
import { decideGrowth, openGrowth, recordGrowth } from '../store/operations/grow-dag.ts'
import { holdIfPaused } from '../store/operations/pause-dag.ts'
import type { PushFrame } from '../store/plan.ts'
import { readLifetime } from '../store/read/dag-state.ts'
import type { Engine } from './engine.ts'
import { nothingSaid } from './push-options.ts'
import { pushedNodes, pushesUnderWay } from './pushed-nodes.ts'
import {
  idsOf,
  loadOf,
  rememberAll,
  storePush,
  validateNodes,
  type Load,
  type PushTarget,
} from './store-push.ts'

/** A running task, as far as it can grow. */
export interface Grower {
  readonly engine: Engine
  readonly task: Pick<TaskDocument, '_id' | 'dagId' | 'name' | 'attempt'>
  readonly token: string
}

export interface GrowRequest {
  /** What the push is called within its task. */
  readonly key: readonly (string | number)[]
  readonly given: readonly TaskNode[]
  /** What the task has pushed so far, in this attempt and in earlier ones. */
  readonly growths: readonly StoredGrowth[]
}

/**
 * Pushes nodes into the DAG of a running task, unless an attempt of it did so before under the same key.
 * Afterwards every node knows the id under which it is stored. Returns what is new, if anything is.
 */
export async function grow(grower: Grower, request: GrowRequest): Promise<StoredGrowth | undefined> {
  const { engine, task } = grower
  const { given, growths } = request
  const id = derivedId(task._id, ...request.key)
  const idOf = idsWithin(id, given)
  const known = growths.find((growth) => growth.id === id)
  for (;;) {
    const isPushed = (node: TaskNode): boolean => isOfAnother(pushedNodes.of(node, engine.place), id)
    const load = loadOf(collectNodes(given, isPushed, defaults.maximumDependencies), idOf)
    if (load.nodes.length === 0) return undefined
    if (known !== undefined) {
      await resume(grower, request, { known, load })
      return undefined
    }
    const other = pushesUnderWay.of(idsOf(load), engine.place)
    if (other === undefined) {
      const growth = await pushesUnderWay.run(idsOf(load), engine.place, () =>
        tryGrow(grower, { id, given, load }),
      )
      if (growth !== undefined) return growth
    } else await other
  }
}

function isOfAnother(pushed: ReturnType<typeof pushedNodes.of>, growthId: string): boolean {
  return pushed !== undefined && pushed.growthId !== growthId
}

/** Ids that were chosen stay; the others derive from the place of the node, whatever was pushed before. */
function idsWithin(growthId: string, given: readonly TaskNode[]): (node: TaskNode) => string {
  const { nodes } = collectNodes(given, () => false, defaults.maximumDependencies)
  const places = new Map(nodes.map(({ id }, place) => [id, place]))
  return (node) => (chosenIds.has(node) ? node.id : derivedId(growthId, places.get(node.id) ?? -1))
}

interface Growing {
  readonly id: string
  readonly given: readonly TaskNode[]
  readonly load: Load
}

/** Undefined when an earlier try had left some nodes behind; they were dealt with. */
async function tryGrow(grower: Grower, growing: Growing): Promise<StoredGrowth | undefined> {
  const { engine } = grower
  const { load } = growing
  await validateNodes(engine, load.nodes)
  const target = new GrownDag(grower, growing)
  const { deadlineAt, keptUntil } = await readLifetime(engine.store, target.dagId)
  const dag = { ...nothingSaid, deadline: deadlineAt }
  const attempt = { engine, load, keepFor: 0, keptUntil, dag, onStored: undefined }
  const isDone = await storePush(attempt, target)
  return isDone ? target.growth : undefined
}

/** The DAG of a running task, as the target of a push. */
class GrownDag implements PushTarget {
  readonly dagId: string
  readonly growthId: string
  readonly growerId: string
  readonly #grower: Grower
  readonly #growing: Growing
  growth: StoredGrowth | undefined
  isUncertain = false

  constructor(grower: Grower, growing: Growing) {
    this.dagId = grower.task.dagId
    this.growthId = growing.id
    this.growerId = grower.task._id
    this.#grower = grower
    this.#growing = growing
  }

  async record(frame: PushFrame): Promise<void> {
    await recordGrowth(this.#grower.engine.store, this.#recordOf(frame))
  }

  async open(frame: PushFrame): Promise<void> {
    const { engine, task, token } = this.#grower
    const { id, given } = this.#growing
    const growth = { id, pushId: frame.pushId, ...shapeOf(given) }
    await holdIfPaused(engine.store, task._id, frame)
    this.isUncertain = true
    if (!(await decideGrowth(engine.store, { taskId: task._id, token }, growth))) {
      this.isUncertain = false
      throw new LeaseLost({ id: task._id, name: task.name }, task.attempt)
    }
    this.growth = growth
    await openGrowth(engine.store, this.#recordOf(frame))
  }

  #recordOf({ pushId, dagId, purgeAt, lastExpiry }: PushFrame): Parameters<typeof recordGrowth>[1] {
    const { task, token } = this.#grower
    const count = this.#growing.load.nodes.length
    return { _id: pushId, dagId, growth: { taskId: task._id, token, count, lastExpiry, keptUntil: purgeAt } }
  }
}

function shapeOf(given: readonly TaskNode[]): Pick<StoredGrowth, 'count' | 'names'> {
  return { count: given.length, names: [...new Set(given.map(({ name }) => name))] }
}

/** An earlier attempt made this push: its tasks are the ones that are meant, and are released if they were not yet. */
async function resume(
  { engine, task }: Grower,
  { given, key }: GrowRequest,
  { known, load }: { readonly known: StoredGrowth; readonly load: Load },
): Promise<void> {
  const { count, names } = shapeOf(given)
  if (count !== known.count || names.join() !== known.names.join())
    throw otherPush({ task, key, known, given })
  const push = await engine.store.pushes.findOne({ _id: known.pushId })
  if (push !== null && push.state !== 'RELEASED') {
    const conclusion = await concludePush(engine.store, push, true)
    if (conclusion !== 'busy') engine.concluded(conclusion)
  }
  rememberAll(engine, load, { dagId: task.dagId, growthId: known.id })
}

function otherPush({
  task,
  key,
  known,
  given,
}: Pick<Grower, 'task'> &
  Pick<GrowRequest, 'key' | 'given'> & { readonly known: StoredGrowth }): TaskloomError {
  const what = typeof key.at(-1) === 'number' ? `Push number ${key.at(-1)}` : `The push \`${key.at(-1)}\``
  return new TaskloomError(
    'INVALID_OPTION',
    `${what} of task \`${task.name}\` (${task._id}) was made before with other nodes: ${inWords(known)}, and now ${inWords(shapeOf(given))}. Give each push of a task a key of its own, the same in every attempt: push(nodes, { key: '…' }).`,
    { details: { id: task._id, task: task.name, key: String(key.at(-1)) } },
  )
}

function inWords({ count, names }: Pick<StoredGrowth, 'count' | 'names'>): string {
  return `${count} of ${names.map((name) => `\`${name}\``).join(', ')}`
}

interface Named {
  readonly id: string
  readonly name: string
}

/** Refers to the tasks that nodes became. */
export function referencesTo(given: readonly Named[]): Named[] {
  return given.map((each) => Object.freeze({ id: storedIds.of(each), name: each.name }))
}
