import type { Document } from 'mongodb'

import { Priority } from '../../../document/priority.ts'
import type { TaskDocument } from '../../../document/task-document.ts'
import { readWorkers } from '../../operations/worker-registry.ts'
import { countTasksCapped } from './capped-count.ts'
import type { Reader } from './reader.ts'
import type { Stats } from './system-shapes.ts'

/** How long a priority is passed over before it is said, in milliseconds. */
const passedOverFor = 600_000

/** How many types are looked at that wait in one priority, those of the first names. */
const lookedAtMost = 20

/** How many are named. */
const namedAtMost = 20

/** The priorities that others go before. */
const overtaken = Object.values(Priority).filter((priority) => priority < Priority.HIGH)

type Waiting = Pick<TaskDocument, 'name' | 'priority' | 'updatedAt'>

/** What each worker that is alive takes, without what is paused. */
type Takers = readonly (readonly string[])[]

/**
 * The priorities of definitions that starve: their oldest ready task has waited for ten minutes, in which none of
 * theirs ran, and tasks of a higher priority ran on the same workers in these ten minutes and in the ten before.
 * So an hour of pause, or without a worker, is not held against what is started first afterwards. What is paused, or
 * has no worker, does not starve. Without the inspector's indexes it is not looked for among many tasks.
 */
export async function readStarving(reader: Reader): Promise<Stats['starving']> {
  const pausedNames = await reader.pausedNames()
  const { indexes, isSmall } = await reader.standing('tasks')
  if (!isSmall && !(indexes.has('inspect-ready') && indexes.has('inspect-state'))) return []
  const workers = await readWorkers(reader.store)
  const takers = workers.map(({ names }) => names.filter((name) => !pausedNames.has(name)))
  const waiting = await readWaiting(reader, [...new Set(takers.flat())])
  const looks = new Looks(reader)
  const found = await Promise.all(
    waiting.map(async (each) => ((await isPassedOver(looks, each, takers)) ? [each] : [])),
  )
  return Promise.all(
    found
      .flat()
      .slice(0, namedAtMost)
      .map((each) => toStarving(reader, each)),
  )
}

/** The definitions that are taken by workers of this one alone: whoever ran one of theirs could have run it. */
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
    const most = found.length + lookedAtMost
    while (left.length > 0 && found.length < most) {
      const where = { ready: true, name: { $in: left }, priority, updatedAt }
      const next = await findFirst<Waiting>(reader, 'inspect-ready', where)
      if (next === undefined) break
      found.push(next)
      left = left.filter((name) => name !== next.name)
    }
  }
  return found
}

async function isPassedOver(looks: Looks, waiting: Waiting, takers: Takers): Promise<boolean> {
  const { name, priority, updatedAt } = waiting
  const names = namesBeside(name, takers)
  const priorities = Object.values(Priority).filter((each) => each > priority)
  return (
    (await looks.hasRun({ names, priorities, during: 'last' })) &&
    (await looks.hasRun({ names, priorities, during: 'before', after: updatedAt })) &&
    !(await looks.hasRun({ names: [name], priorities: [priority], during: 'last' })) &&
    !(await looks.isTriedAgain(name, priority))
  )
}

interface Look {
  readonly names: readonly string[]
  readonly priorities: readonly Priority[]
  /** The last ten minutes, or the ten before. */
  readonly during: 'last' | 'before'
  readonly after?: Date
}

/** What ran lately. Each look is one at an index, and made once for all types of the same workers. */
class Looks {
  readonly #reader: Reader
  readonly #known = new Map<string, Promise<boolean>>()
  readonly #from: Date
  readonly #before: Date

  constructor(reader: Reader) {
    this.#reader = reader
    this.#from = ago(reader, passedOverFor)
    this.#before = ago(reader, 2 * passedOverFor)
  }

  /** Whether such a task began, ended or told of its progress. */
  hasRun({ names, priorities, during, after = this.#before }: Look): Promise<boolean> {
    const since = after > this.#before ? after : this.#before
    return this.#look({
      state: { $in: ['RUNNING', 'FINISHED', 'FAILED', 'SKIPPED'] },
      name: { $in: names },
      priority: { $in: priorities },
      updatedAt: during === 'last' ? { $gt: this.#from } : { $gt: since, $lte: this.#from },
    })
  }

  /** Whether such a task has run and waits to run again. */
  isTriedAgain(name: string, priority: Priority): Promise<boolean> {
    return this.#look({
      state: 'CREATED',
      name,
      priority,
      updatedAt: { $gt: this.#from },
      attempt: { $gt: 0 },
    })
  }

  #look(where: Document): Promise<boolean> {
    const key = JSON.stringify(where)
    const look = this.#known.get(key) ?? findFirst(this.#reader, 'inspect-state', where).then(isFound)
    this.#known.set(key, look)
    return look
  }
}

function isFound(found: unknown): boolean {
  return found !== undefined
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
