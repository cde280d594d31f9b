import { readWorkers } from '../../operations/worker-registry.ts'
import { tallyTasks } from './dag-counts.ts'
import { readFigures } from './figures.ts'
import type { Reader } from './reader.ts'
import { readOldestReady } from './stats.ts'
import type { TypeRow } from './system-shapes.ts'
import { countTasks, readFacts } from './task-list.ts'
import type { ViewCounts } from './task-shapes.ts'

/** Up to so many tasks, all are looked at once; beyond, every definition and state is counted in an index. */
const talliedAtMost = 20_000

/** Reads how the definitions stand: those that have tasks, workers, or a pause. */
export async function readTypeRows(reader: Reader): Promise<TypeRow[]> {
  const [facts, workers, figures] = await Promise.all([
    readFacts(reader, {}),
    readWorkers(reader.store),
    readFigures(reader),
  ])
  const { names, pausedNames } = facts
  const all = new Set([...names, ...pausedNames, ...workers.flatMap((worker) => [...worker.names])])
  const counts = await countByName(reader, names)
  const rows: TypeRow[] = []
  for (const name of [...all].toSorted()) {
    const ofName = counts.get(name) ?? {}
    const isWaiting = (ofName.ready ?? 0) > 0
    const oldestReadyAt = isWaiting ? await readOldestReady(reader, facts, name) : undefined
    rows.push({
      name,
      isPaused: pausedNames.has(name),
      counts: ofName,
      workers: workers.filter((worker) => worker.names.includes(name)).length,
      ...figures(name),
      ...(oldestReadyAt === undefined ? {} : { oldestReadyAt }),
    })
  }
  return rows
}

async function countByName(reader: Reader, names: readonly string[]): Promise<Map<string, ViewCounts>> {
  const { store, options } = reader
  const { maxTimeMS, comment } = options
  if ((await store.tasks.estimatedDocumentCount({ maxTimeMS, comment })) <= talliedAtMost) {
    const { types } = await tallyTasks(reader, {}, talliedAtMost * 2)
    return new Map(types.map(({ name, counts }) => [name, counts]))
  }
  const counted = new Map<string, ViewCounts>()
  for (const name of names) counted.set(name, (await countTasks(reader, { names: [name] })).counts)
  return counted
}
