import { defaults } from '../defaults.ts'
import type { StoredGrowth } from '../document/task-document.ts'
import { LeaseLost, TaskloomError } from '../errors.ts'
import {
  announceExtensions,
  extendDependents,
  findOverloaded,
  withdrawExtensions,
  type Extending,
} from '../store/operations/extend-task.ts'
import { pinDependencies } from '../store/operations/pin-dependencies.ts'
import { findWait, type OpenTask, type Waiting } from '../store/read/find-wait.ts'
import type { Grower } from './grow.ts'

export interface ExtendRequest {
  readonly tasks: readonly Waiting[]
  readonly growths: readonly StoredGrowth[]
  /** How long the task itself is kept. */
  readonly purgeAt: Date
}

/**
 * Lets the dependents of a running task wait for other tasks as well.
 * The extensions are announced before it is checked that nothing would wait for itself: of two tasks that are
 * extended at the same moment, one at least sees both.
 */
export async function extend(grower: Grower, request: ExtendRequest): Promise<void> {
  const { engine, task, token } = grower
  const { store } = engine
  const named = request.tasks.map(({ id, name }) => ({ id, name, group: 'extend()', node: undefined }))
  const { dags } = await pinDependencies(store, named, { purgeAt: request.purgeAt })
  const extending: Extending = {
    taskId: task._id,
    token,
    extensions: request.tasks.map(({ id }) => ({ id, dagId: dags.get(id) ?? task.dagId })),
    pushIds: request.growths.map(({ pushId }) => pushId),
  }
  const overloaded = await findOverloaded(store, extending)
  if (overloaded !== undefined) throw tooMany(overloaded)
  const announced = await announceExtensions(store, extending)
  if (announced === undefined) throw new LeaseLost({ id: task._id, name: task.name }, task.attempt)
  const isWaiting = ({ state, dependencies, pushId }: OpenTask): boolean =>
    state === 'CREATED' &&
    dependencies.some(({ id }) => id === task._id) &&
    !extending.pushIds.includes(pushId)
  const way = await findWait(store, { ids: extending.extensions.map(({ id }) => id), isWaiting })
  if (way !== undefined) {
    await withdrawExtensions(store, { ...extending, extensions: announced })
    throw wouldWaitForEver(way)
  }
  engine.flag(await extendDependents(store, extending))
}

function tooMany({
  _id: id,
  name,
  dependencies,
}: NonNullable<Awaited<ReturnType<typeof findOverloaded>>>): TaskloomError {
  const maximum = defaults.maximumDependencies
  return new TaskloomError(
    'TOO_MANY_DEPENDENCIES',
    `Task \`${name}\` (${id}), which depends on this one, has ${dependencies.length} dependencies, and would have more than ${maximum}. Extend by one task that gathers the others.`,
    { details: { id, task: name, dependencies: dependencies.length, maximum } },
  )
}

function wouldWaitForEver(way: readonly Waiting[]): TaskloomError {
  const cycle = [...way.slice(-1), ...way]
  const path = cycle.map(({ id, name }) => `\`${name}\` (${id})`).join(' → ')
  return new TaskloomError(
    'CYCLE',
    `These tasks would wait for each other: ${path}. Nothing waits for more than before.`,
    { details: { cycle: cycle.map(({ id }) => id) } },
  )
}
