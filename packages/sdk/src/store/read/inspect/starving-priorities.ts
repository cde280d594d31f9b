import type { Document } from 'mongodb'

import { Priority } from '../../../document/priority.ts'
import type { TaskDocument } from '../../../document/task-document.ts'
import { readWorkers } from '../../operations/worker-registry.ts'
import { countTasksCapped } from './capped-count.ts'
import type { Reader } from './reader.ts'
import type { Stats } from './system-shapes.ts'

/** How long a priority is passed over before it is said, in milliseconds. */
const passedOverFor = 600_000

/** How many priorities that wait are looked at, those of the first names. */
const lookedAtMost = 10

/** The priorities that others go before. */
const overtaken = Object.values(Priority).filter((priority) => priority < Priority.HIGH)

type Waiting = Pick<TaskDocument, 'name' | 'priority' | 'updatedAt'>

/** What each worker that is alive takes, without what is paused. */
type Takers = readonly (readonly string[])[]

/** What one look needs, and what it has learnt: much is asked for several priorities alike. */
interface Look {
  readonly reader: Reader
  readonly takers: Takers
  /** Ten minutes ago, and twenty. */
  readonly lately: Date
  readonly before: Date
  readonly known: Map<string, Promise<boolean>>
}

/**
 * The priorities of definitions that starve: their oldest ready task has waited for ten minutes, in which none of
 * theirs began, and the same workers began with tasks of a higher priority in these ten minutes and in the ten before.
 * So an hour of pause, or without a worker, is not held against what is started first afterwards. What is paused, or
 * has no worker, does not starve. Without the inspector's indexes it is not looked for among many tasks.
 */
export async function readStarving(reader: Reader): Promise<Stats['starving']> {
  const { indexes, isSmall } = await reader.standing('tasks')
  if (!isSmall && !(indexes.has('inspect-ready') && indexes.has('inspect-state'))) return []
  const [workers, pausedNames] = await Promise.all([readWorkers(reader.store), reader.pausedNames()])
  const takers = workers.map(({ names }) => names.filter((name) => !pausedNames.has(name)))
  const [lately, before] = [ago(reader, passedOverFor), ago(reader, 2 * passedOverFor)]
  const look: Look = { reader, takers, lately, before, known: new Map() }
  const waiting = await readWaiting(look, [...new Set(takers.flat())])
  const found = await Promise.all(
    waiting.map(async (each) => ((await isPassedOver(look, each)) ? [each] : [])),
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
async function readWaiting({ reader, lately }: Look, names: readonly string[]): Promise<Waiting[]> {
  const found: Waiting[] = []
  for (const priority of overtaken) {
    let left = names
    while (left.length > 0 && found.length < lookedAtMost) {
      const where = { ready: true, name: { $in: left }, priority, updatedAt: { $lte: lately } }
      const next = await findFirst<Waiting>(reader, 'inspect-ready', where)
      if (next === undefined) break
      found.push(next)
      left = left.filter((name) => name !== next.name)
    }
  }
  return found
}

async function isPassedOver(look: Look, { name, priority, updatedAt }: Waiting): Promise<boolean> {
  const { takers, lately, before } = look
  if (await hasBegun(look, { names: [name], priorities: [priority] }, { from: lately })) return false
  const priorities = Object.values(Priority).filter((each) => each > priority)
  const [own, all] = [
    { names: [name], priorities },
    { names: namesBeside(name, takers), priorities },
  ]
  const earlier = { from: updatedAt > before ? updatedAt : before, to: lately }
  for (const time of [{ from: lately }, earlier])
    if (!((await hasBegun(look, own, time)) || (await hasBegun(look, all, time)))) return false
  return true
}

interface Kind {
  readonly names: readonly string[]
  readonly priorities: readonly Priority[]
}

interface Time {
  readonly from: Date
  readonly to?: Date
}

/** Whether such a task began in a time, and runs or has finished in it too. */
function hasBegun(
  { reader, known }: Look,
  { names, priorities }: Kind,
  { from, to }: Time,
): Promise<boolean> {
  const question = JSON.stringify([names, priorities, from, to])
  const answer =
    known.get(question) ??
    findFirst(reader, 'inspect-state', {
      state: { $in: ['RUNNING', 'FINISHED'] },
      name: { $in: names },
      priority: { $in: priorities },
      updatedAt: { $gt: from, ...(to === undefined ? {} : { $lte: to }) },
      startedAt: { $gt: from },
    }).then((begun) => begun !== undefined)
  known.set(question, answer)
  return answer
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
