// `npm run bench`: see options.ts for what it takes.
import { GivenServerUnreachable, NoLocalMongo } from '@taskloom/local-mongo'
import { TaskloomError } from '@taskloom/sdk'

import { BenchError } from './bench-error.ts'
import { readOptions, usage } from './options.ts'
import { json, table } from './print-report.ts'
import { runBench } from './run-bench.ts'

/** Errors whose message tells a person everything. */
const plainErrors = [BenchError, NoLocalMongo, GivenServerUnreachable, TaskloomError]

/** A Ctrl-C in a terminal reaches the processes around this one too, which may pass it on. */
const echoMilliseconds = 1_000

const interrupted = new AbortController()
let interruptedAt = Number.POSITIVE_INFINITY
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Who asks twice does not want to wait for an orderly end.
    if (performance.now() - interruptedAt > echoMilliseconds) process.exit(130)
    if (interrupted.signal.aborted) return
    interruptedAt = performance.now()
    interrupted.abort(new BenchError('Interrupted.'))
  })
}

process.exit(await main())

async function main(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2))
    if (options.help) {
      console.log(usage)
      return 0
    }
    const report = await runBench(options, { signal: interrupted.signal, say: (line) => console.error(line) })
    console.log(options.json ? json(report) : table(report))
    return 0
  } catch (error) {
    const reason: unknown = interrupted.signal.aborted ? interrupted.signal.reason : error
    const isPlain = plainErrors.some((plain) => reason instanceof plain)
    console.error(isPlain && reason instanceof Error ? reason.message : reason)
    return interrupted.signal.aborted ? 130 : 1
  }
}
