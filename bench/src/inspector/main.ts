// `npm run bench:inspector`: how long the inspector's reads take, and how large its graph is.
import { parseOptions, wholeNumber } from '@taskloom/command-line'
import { startLocalMongo } from '@taskloom/local-mongo'
import { openInspection } from '@taskloom/sdk/inspect'
import type { Collection } from 'mongodb'

import { describeServer } from '../describe-server.ts'
import { openScratch } from '../scratch-database.ts'
import { measureServer } from './measure-server.ts'
import { measureGraph, measureLists, pushGraph, type InspectorFigure } from './measure.ts'
import { storedTask } from './stored-tasks.ts'
import { WalkPlans } from './walk-plans.ts'

const usage = `Measures the reads of the inspector.

  npm run bench:inspector -- [options]

  --tasks <n>  how many tasks the lists are read from (1000000)
  --graph <n>  how many tasks the graph has (10000)
  --runs <n>   how often each is read (20)

Lists are told with the plan that the server has for them. It fails when the graph or the news of a change takes
longer, or is larger, than it may be.`

const given = parseOptions(process.argv.slice(2), usage, {
  tasks: { type: 'string', default: '1000000' },
  graph: { type: 'string', default: '10000' },
  runs: { type: 'string', default: '20' },
})
const tasks = wholeNumber('tasks', given.tasks, 100_000_000)
const graph = wholeNumber('graph', given.graph, 50_000)
const runs = wholeNumber('runs', given.runs, 1_000)

/** How many documents are stored in one go. */
const batch = 5_000

await using mongo = await startLocalMongo({ onMessage: (line) => console.error(line) })
console.log((await describeServer(mongo)).description)
await report(graphFigures())
await report(listFigures())

async function* graphFigures(): AsyncGenerator<InspectorFigure> {
  await using scratch = await openScratch(mongo.uri)
  const loom = await scratch.openLoom()
  await openInspection(loom).createIndexes()
  const measurement = { dagId: await pushGraph(loom, graph), count: graph, runs }
  yield* measureGraph(loom, measurement)
  yield* measureServer(loom, measurement)
}

async function* listFigures(): AsyncGenerator<InspectorFigure> {
  const plans = new WalkPlans()
  await using scratch = await openScratch(mongo.uri, plans)
  // The tasks are made up: a sweeper would end most of them, and its reads are not the inspector's.
  const loom = await scratch.openLoom({ sweeper: false })
  const inspection = openInspection(loom, { maxTimeMS: 60_000 })
  await inspection.createIndexes()
  await storeTasks(scratch.db.collection('tasks'))
  yield* measureLists({ inspection, plans, runs })
}

/** Under the indexes: to build them afterwards takes some servers longer than all the writing. */
async function storeTasks(collection: Collection): Promise<void> {
  const started = performance.now()
  for (let first = 0; first < tasks; first += batch) {
    const documents = Array.from({ length: Math.min(batch, tasks - first) }, (_, n) =>
      storedTask(first + n, tasks),
    )
    await collection.insertMany(documents, { ordered: false })
    if ((first + batch) % 100_000 === 0) say(`${first + batch} of ${tasks} tasks stored`, started)
  }
}

function say(what: string, since: number): void {
  console.error(`${what}, ${((performance.now() - since) / 1_000).toFixed(1)} s`)
}

/** Each as soon as it is known: those of large collections take long. */
async function report(figures: AsyncIterable<InspectorFigure>): Promise<void> {
  for await (const { what, median, p95, note, missed = [] } of figures) {
    console.log(
      `${what.padEnd(48)} median ${median.toFixed(1).padStart(8)} ms, p95 ${p95.toFixed(1).padStart(8)} ms  ${note}`,
    )
    if (missed.length === 0) continue
    console.log(`  missed: ${missed.join(', ')}`)
    process.exitCode = 1
  }
}
