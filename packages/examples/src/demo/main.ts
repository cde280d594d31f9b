// `npm run demo`: see options.ts for what it takes.
import { GivenServerUnreachable, NoLocalMongo } from '@taskloom/local-mongo'
import { TaskloomError } from '@taskloom/sdk'

import { DemoError } from './demo-error.ts'
import { readOptions, usage } from './options.ts'
import { json, tables } from './print-result.ts'
import { runDemo } from './run-demo.ts'

/** Errors whose message tells a person everything. */
const plainErrors = [DemoError, NoLocalMongo, GivenServerUnreachable, TaskloomError]

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Who asks twice does not want to wait for an orderly end.
    if (interrupted.signal.aborted) process.exit(130)
    interrupted.abort(new DemoError('Interrupted.'))
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
    const result = await runDemo(options, { signal: interrupted.signal, say: (line) => console.error(line) })
    console.log(options.json ? json(result) : tables(result))
    return 0
  } catch (error) {
    const isPlain = plainErrors.some((plain) => error instanceof plain)
    console.error(isPlain && error instanceof Error ? error.message : error)
    return interrupted.signal.aborted ? 130 : 1
  }
}
