import { readPaused } from '../../operations/pause-definition.ts'
import { readWorkers } from '../../operations/worker-registry.ts'
import type { Store } from '../../store.ts'
import type { ReadOptions, Standing } from './reader.ts'

/** How long ago what became of tasks tells their names, in milliseconds. */
const figuresFor = 86_400_000

/** How many names are looked up one by one. */
const lookedUpAtMost = 500

interface Reading {
  readonly store: Store
  readonly options: ReadOptions
  readonly standing: Standing
}

/**
 * The names of the definitions that have tasks, in order. Among many tasks the index `inspect-type` tells them all.
 * Without it they are not looked for in every task, but where names are known: those that have ready tasks, a worker,
 * a pause, or had an end within a day.
 */
export async function readNames(reading: Reading): Promise<string[]> {
  const { store, options, standing } = reading
  if (standing.isSmall || standing.indexes.has('inspect-type'))
    return (await store.tasks.distinct('name', {}, options)).toSorted()
  const since = new Date(store.clock.now().getTime() - figuresFor)
  const [ready, workers, paused, ended] = await Promise.all([
    readReadyNames(reading),
    readWorkers(store),
    readPaused(store),
    store.rollups.distinct('name', { minute: { $gte: since } }, options),
  ])
  const working = workers.flatMap((worker) => worker.names)
  return [...new Set([...ready, ...working, ...paused, ...ended])].toSorted()
}

/** From one name to the next in the index of what can be claimed. */
async function readReadyNames({ store, options, standing }: Reading): Promise<string[]> {
  const names: string[] = []
  while (standing.indexes.has('hot') && names.length < lookedUpAtMost) {
    const next = await store.tasks.findOne(
      { ready: true, name: { $gt: names.at(-1) ?? '' } },
      { ...options, projection: { name: 1, _id: 0 }, sort: { name: 1 }, hint: 'hot' },
    )
    if (next === null) break
    names.push(next.name)
  }
  return names
}
