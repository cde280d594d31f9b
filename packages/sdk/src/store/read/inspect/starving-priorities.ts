import type { Document } from 'mongodb'

import { Priority } from '../../../document/priority.ts'
import type { TaskDocument } from '../../../document/task-document.ts'
import { readWorkers } from '../../operations/worker-registry.ts'
import { countTasksCapped } from './capped-count.ts'
import type { ListFacts } from './plan-task-list.ts'
import type { Reader } from './reader.ts'
import type { Stats } from './system-shapes.ts'

/** How long a priority is passed over before it is said, in milliseconds. */
const passedOverFor = 600_000

/** How many priorities that wait are looked at, those of the first names. */
const lookedAtMost = 50

/** The priorities that others go before. */
const overtaken = Object.values(Priority).filter((priority) => priority < Priority.HIGH)

type Waiting = Pick<TaskDocument, 'name' | 'priority' | 'updatedAt'>

/** What each worker that is alive takes, without what is paused. */
type Takers = readonly (readonly string[])[]

/**
 * The priorities of definitions that starve: their oldest ready task has waited for ten minutes, in which none of
 * theirs began, and the same workers began with tasks of a higher priority in these ten minutes and in the ten before.
 * So an hour of pause, or without a worker, is not held against what is started first afterwards. What is paused, or
 * has no worker, does not starve. Without the inspector's indexes it is not looked for among many tasks.
 */
export async function readStarving(reader: Reader, { pausedNames }: ListFacts): Promise<Stats['starving']> {
  const { indexes, isSmall } = await reader.standing('tasks')
  if (!isSmall && !(indexes.has('inspect-ready') && indexes.has('inspect-state'))) return []
  const workers = await readWorkers(reader.store)
  const takers = workers.map(({ names }) => names.filter((name) => !pausedNames.has(name)))
  const waiting = await readWaiting(reader, [...new Set(takers.flat())])
  const found = await Promise.all(
    waiting.map(async (each) => ((await isPassedOver(reader, each, takers)) ? [each] : [])),
  )
  return Promise.all(found.flat().map((each) => toStarving(reader, each)))
}

/** The definitions that are taken by workers of this one alone: whoever began one of theirs could have begun it. */
function namesBeside(name: string, takers: Takers): string[] {
  const elsewhere = new Set(takers.filter((names) => !names.includes(name)).flat())
  const beside = new Set(takers.filter((names) => names.includes(name)).flat())
  return [...beside].filter((other) => !elsewhere.has(other))
}

/** The oldest ready task of each priority that has waited long: one look each, and one more where there is none. */
async function readWaiting(reader: Reader, names: readonly string[]): Promise<Waiting[]> {
  const updatedAt = { $lte: ago(reader, passedOverFor) }
  const found: Waiting[] = []
  for (const priority of overtaken) {
    let left = names
    while (left.length > 0 && found.length < lookedAtMost) {
      const where = { ready: true, name: { $in: left }, priority, updatedAt }
      const next = await findFirst<Waiting>(reader, 'inspect-ready', where)
      if (next === undefined) break
      found.push(next)
      left = left.filter((name) => name !== next.name)
    }
  }
  return found
}

async function isPassedOver(reader: Reader, waiting: Waiting, takers: Takers): Promise<boolean> {
  const { name, priority } = waiting
  const own = { names: [name], priorities: [priority] }
  const higher = {
    names: namesBeside(name, takers),
    priorities: Object.values(Priority).filter((each) => each > priority),
  }
  const [now, before] = [ago(reader, passedOverFor), ago(reader, 2 * passedOverFor)]
  const since = waiting.updatedAt > before ? waiting.updatedAt : before
  return (
    (await hasBegun(reader, higher, { from: now })) &&
    (await hasBegun(reader, higher, { from: since, to: now })) &&
    !(await hasBegun(reader, own, { from: now }))
  )
}

interface Kind {
  readonly names: readonly string[]
  readonly priorities: readonly Priority[]
}

/** Whether such a task began in a time, and runs or has finished in it too. */
async function hasBegun(
  reader: Reader,
  { names, priorities }: Kind,
  { from, to }: { readonly from: Date; readonly to?: Date },
): Promise<boolean> {
  const begun = await findFirst(reader, 'inspect-state', {
    state: { $in: ['RUNNING', 'FINISHED'] },
    name: { $in: names },
    priority: { $in: priorities },
    updatedAt: { $gt: from, ...(to === undefined ? {} : { $lte: to }) },
    startedAt: { $gt: from },
  })
  return begun !== undefined
}

/** The first task in the order of an index: those of the first name and priority that has any, and of them the oldest. */
async function findFirst<Found>(reader: Reader, index: string, where: Document): Promise<Found | undefined> {
  const { indexes } = await reader.standing('tasks')
  const found = await reader.store.tasks
    .find(where, {
      ...reader.options,
      ...(indexes.has(index) ? { hint: index } : {}),
      ...(where['ready'] === true ? { sort: { name: 1, priority: 1, updatedAt: 1 } } : {}),
    })
    .project({ name: 1, priority: 1, updatedAt: 1 })
    .limit(1)
    .toArray()
  return found[0] as Found | undefined
}

async function toStarving(
  reader: Reader,
  { name, priority, updatedAt }: Waiting,
): Promise<Stats['starving'][number]> {
  const ready = await countTasksCapped(reader, { name, ready: true, priority })
  return { name, priority, ready, oldestReadyAt: updatedAt.getTime() }
}

function ago({ store }: Reader, milliseconds: number): Date {
  return new Date(store.clock.now().getTime() - milliseconds)
}
