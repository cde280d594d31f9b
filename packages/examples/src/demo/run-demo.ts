import { once } from 'node:events'
import { relative } from 'node:path'

import { abortable } from '@taskloom/command-line'
import { serveInspector } from '@taskloom/inspector'
import { startLocalMongo } from '@taskloom/local-mongo'
import { connect } from '@taskloom/sdk'

import { scratchDatabase } from '../support/scratch-database.ts'
import { finishDag } from './finish-dag.ts'
import { type Lockfile, readLockfile } from './lockfile/read-lockfile.ts'
import type { DemoOptions } from './options.ts'
import { reportNode } from './package-nodes.ts'
import type { PackageReport } from './tasks.ts'
import { startWorkers } from './workers/start-workers.ts'

/** What a run needs from the process around it. */
export interface Surroundings {
  /** Ends the run early. */
  readonly signal: AbortSignal
  /** Takes lines for people, while the run goes on. */
  readonly say: (line: string) => void
}

/** What came out of a run. */
export interface DemoResult {
  readonly lockfile: Lockfile
  readonly server: string
  readonly report: PackageReport
  /** From the push to the end of the last task, by the server's clock. */
  readonly milliseconds: number
  /** How many tasks each worker process has done. */
  readonly tasksByWorker: readonly number[]
}

/** Measures the packages of a lockfile. Whatever it starts or stores is gone when it has ended. */
export async function runDemo(options: DemoOptions, surroundings: Surroundings): Promise<DemoResult> {
  const { signal, say } = surroundings
  const lockfile = await readLockfile(options.lockfile)
  describeLockfile(lockfile, say)
  await using mongo = await abortable(signal, startLocalMongo({ onMessage: say }))
  await using scratch = scratchDatabase(mongo.uri, 'taskloom-demo')
  say(`Server: ${mongo.description}. Database: ${scratch.database}, which is dropped at the end.`)
  await using loom = await connect(scratch)
  signal.throwIfAborted()
  await using inspector = await serveInspector({ loom, port: 0, readOnly: false, environment: 'demo' })
  say(`The inspector is at ${inspector.url}`)
  await using workers = startWorkers(options.workers, { uri: mongo.uri, database: scratch.database, say })
  say(`Started the worker processes ${workers.pids.join(' and ')}.`)
  await abortable(signal, workers.ready)
  // What stores is waited for in any case: it would go on storing after the database was dropped.
  const dag = await loom.push(reportNode(lockfile, options.top))
  say(`Pushed ${dag.taskIds.length} tasks as one DAG.`)
  const finished = await finishDag(loom, dag, AbortSignal.any([signal, workers.allGone]))
  if (options.stay) {
    say(`Everything has finished. The inspector stays at ${inspector.url} until Ctrl-C.`)
    if (!signal.aborted) await once(signal, 'abort')
  }
  return {
    lockfile,
    server: mongo.description,
    ...finished,
    tasksByWorker: await workers.stop(),
  }
}

function describeLockfile({ file, graph, cuts, installed }: Lockfile, say: Surroundings['say']): void {
  const dependencies = [...graph.values()].reduce((sum, { needs }) => sum + needs.length, 0)
  say(`${relative('.', file)}: ${graph.size} packages, ${dependencies + cuts.length} dependencies.`)
  if (installed.problem !== undefined) {
    say(`Nothing can be measured, and all sizes are 0: ${installed.problem}. Install it first: pnpm install.`)
  }
  for (const { from, to, cycle } of cuts) {
    say(`A cycle: ${[...cycle, to].join(' → ')}. It is cut between ${from} and ${to}.`)
  }
}
