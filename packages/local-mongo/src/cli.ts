// `npm run mongo`: finds or starts a server, prints its URI, and keeps it until Ctrl-C.
import { parseArgs } from 'node:util'

import { startLocalMongo } from './start-local-mongo.ts'

const { values } = parseArgs({ options: { standalone: { type: 'boolean', default: false } } })

const interrupted = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
})
const keepAlive = setInterval(() => {}, 60_000)

const started = startLocalMongo({
  onMessage: (line) => console.error(line),
  ...(values.standalone ? { topology: 'standalone' } : {}),
})
const first = await Promise.race([started, interrupted])
if (first) {
  console.error(`${first.description}\nkind: ${first.kind}\nCtrl-C ends it.`)
  console.log(first.uri)
  await interrupted
  await first.stop()
}
clearInterval(keepAlive)
// After a Ctrl-C during the start, what was being started ends with this process.
process.exit(0)
