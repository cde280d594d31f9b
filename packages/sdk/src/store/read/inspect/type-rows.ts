import { readWorkers } from '../../operations/worker-registry.ts'
import { tallyTasks } from './dag-counts.ts'
import { readFigures } from './figures.ts'
import type { ListFacts } from './plan-task-list.ts'
import type { Reader } from './reader.ts'
import { isServed, readOldestReady } from './stats.ts'
import type { TypeRow } from './system-shapes.ts'
import { countTasks, readFacts } from './task-list.ts'

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
  const counts = await countByName(reader, facts)
  const rows: TypeRow[] = []
  for (const name of [...all].toSorted()) {
    const { counts: ofName, needsIndexes } = counts.get(name) ?? noCounts
    const isWaiting = (ofName.ready ?? 0) > 0
    const oldestReadyAt = isWaiting ? await readOldestReady(reader, facts, name) : undefined
    rows.push({
      name,
      isPaused: pausedNames.has(name),
      counts: ofName,
      needsIndexes,
      workers: workers.filter((worker) => worker.names.includes(name)).length,
      ...figures(name),
      ...(oldestReadyAt === undefined ? {} : { oldestReadyAt }),
    })
  }
  return rows
}

type Counted = Pick<TypeRow, 'counts' | 'needsIndexes'>

const noCounts: Counted = { counts: {}, needsIndexes: false }

/** Counts the tasks of every definition, unless there are too many and no index to count them in. */
async function countByName(reader: Reader, facts: ListFacts): Promise<Map<string, Counted>> {
  const { store, options } = reader
  const { maxTimeMS, comment } = options
  if ((await store.tasks.estimatedDocumentCount({ maxTimeMS, comment })) <= talliedAtMost) {
    const { types } = await tallyTasks(reader, {}, talliedAtMost * 2)
    return new Map(types.map(({ name, counts }) => [name, { counts, needsIndexes: false }]))
  }
  const counted = new Map<string, Counted>()
  for (const name of facts.names) {
    const selection = { names: [name] }
    const needsIndexes = !(await isServed(reader, facts, selection))
    const counts = needsIndexes ? {} : (await countTasks(reader, selection)).counts
    counted.set(name, { counts, needsIndexes })
  }
  return counted
}
