import type { TaskDocument } from '../../../document/task-document.ts'
import { whereOpen } from '../../../document/transitions.ts'
import { readWorkers } from '../../operations/worker-registry.ts'
import { readFigures } from './figures.ts'
import { kept, type Kept, type Reader } from './reader.ts'

/** Of a DAG with more open tasks nothing is said. */
const openAtMost = 20_000

/** How many estimates are kept, and for how long, in milliseconds: they are of a moment to come, and hold a while. */
const estimatesKept = 50
const keptFor = 10_000

/** A task that has not settled, as far as its end is estimated. */
export type OpenTask = Pick<TaskDocument, '_id' | 'name' | 'startedAt' | 'dueAt' | 'finisher'> & {
  readonly dependencies: readonly { readonly id: string }[]
}

interface Pace {
  readonly now: number
  /** How many tasks can run at once. */
  readonly slots: number
  /** How long a task of a definition runs, in milliseconds; null where none has run in the last hour. */
  readonly median: (name: string) => number | null
}

/** Estimates when DAGs will have run, and remembers it for a while. */
export class EndEstimates {
  readonly #reader: Reader
  readonly #estimates = new Map<string, Kept<number | undefined>>()

  constructor(reader: Reader) {
    this.#reader = reader
  }

  /** Undefined where nothing is known: no type of it has run, or nobody works. */
  read(dagId: string): Promise<number | undefined> {
    const known = this.#estimates.get(dagId) ?? kept(keptFor, () => readEstimate(this.#reader, dagId))
    // The one that was asked for last is forgotten last.
    this.#estimates.delete(dagId)
    this.#estimates.set(dagId, known)
    const [oldest] = this.#estimates.keys()
    if (this.#estimates.size > estimatesKept && oldest !== undefined) this.#estimates.delete(oldest)
    return known.read()
  }
}

async function readEstimate(reader: Reader, dagId: string): Promise<number | undefined> {
  const { store, options } = reader
  const tasks = await store.tasks
    .find({ dagId, ...whereOpen }, options)
    .project<OpenTask>({ name: 1, startedAt: 1, dueAt: 1, finisher: 1, 'dependencies.id': 1 })
    .limit(openAtMost + 1)
    .toArray()
  if (tasks.length === 0 || tasks.length > openAtMost) return undefined
  const names = new Set(tasks.map(({ name }) => name))
  const [figures, workers] = await Promise.all([readFigures(reader), readWorkers(store)])
  const able = workers.filter((worker) => worker.names.some((name) => names.has(name)))
  const medians = new Map([...names].map((name) => [name, figures(name).runP50]))
  return estimateEnd(tasks, {
    now: store.clock.now().getTime(),
    slots: able.reduce((sum, { concurrency }) => sum + concurrency, 0),
    median: (name) => medians.get(name) ?? null,
  })
}

/**
 * The later of two moments: when the longest path will have run, and when the workers will have got through all of
 * it. Types that have not run yet count for nothing.
 */
export function estimateEnd(tasks: readonly OpenTask[], { now, slots, median }: Pace): number | undefined {
  if (slots === 0 || tasks.every(({ name }) => median(name) === null)) return undefined
  const left = ({ name, startedAt }: OpenTask): number =>
    Math.max(0, (median(name) ?? 0) - (startedAt === undefined ? 0 : now - startedAt.getTime()))
  const finisher = tasks.find((task) => task.finisher === true)
  const others = tasks.filter((task) => task !== finisher)
  const work = others.reduce((sum, task) => sum + left(task), 0) / slots
  const path = longestPath(others, (task) => [Math.max(0, (task.dueAt?.getTime() ?? 0) - now), left(task)])
  return now + Math.round(Math.max(work, path) + (finisher === undefined ? 0 : left(finisher)))
}

/** @param timesOf In how long a task may begin at the earliest, and how long it takes. */
function longestPath(
  tasks: readonly OpenTask[],
  timesOf: (task: OpenTask) => readonly [wait: number, run: number],
): number {
  const places = new Map(tasks.map(({ _id }, place) => [_id, place]))
  const steps = tasks.map((task): Step => ({ task, waiting: 0, begins: 0, dependents: [] }))
  for (const step of steps)
    for (const { id } of step.task.dependencies) {
      const dependency = steps[places.get(id) ?? -1]
      if (dependency === undefined) continue
      dependency.dependents.push(step)
      step.waiting += 1
    }
  let longest = 0
  const free = steps.filter(({ waiting }) => waiting === 0)
  for (const step of free) {
    const [wait, run] = timesOf(step.task)
    const end = Math.max(step.begins, wait) + run
    longest = Math.max(longest, end)
    for (const dependent of step.dependents) {
      dependent.begins = Math.max(dependent.begins, end)
      dependent.waiting -= 1
      if (dependent.waiting === 0) free.push(dependent)
    }
  }
  return longest
}

interface Step {
  readonly task: OpenTask
  /** How many of its dependencies have no end yet. */
  waiting: number
  /** When the last of the others ends. */
  begins: number
  readonly dependents: Step[]
}
