// `npm run mongo`: finds or starts a server, prints its URI, and keeps it until Ctrl-C.
import { parseArgs } from 'node:util'

import { startLocalMongo } from './start-local-mongo.ts'

const { values } = parseArgs({ options: { standalone: { type: 'boolean', default: false } } })

const interrupted = new Promise<undefined>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => resolve(undefined))
})
// Signals alone would not keep the process.
setInterval(() => {}, 60_000)

process.exit(await run())

async function run(): Promise<number> {
  try {
    const mongo = await Promise.race([start(), interrupted])
    // After a Ctrl-C during the start, what was being started ends with this process.
    if (!mongo) return 130
    console.error(`${mongo.description}\nkind: ${mongo.kind}\nCtrl-C ends it.`)
    console.log(mongo.uri)
    await interrupted
    await mongo.stop()
    return 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
}

async function start() {
  const topology = values.standalone ? { topology: 'standalone' as const } : {}
  return await startLocalMongo({ ...topology, onMessage: (line) => console.error(line) })
}
