// `npm run soak`: an inspector under load for ten minutes (--minutes), at 200 changes a second (--rate), with ten
// browsers (--browsers). Prints what it measured; fails when its memory grows. Memory is judged after two minutes,
// when everything that is bounded is full: a shorter run cannot tell.
import { parseArgs } from 'node:util'

import { startLocalMongo } from '@taskloom/local-mongo'
import { createTestLoom } from '@taskloom/sdk/testing'

import { mostPerChange } from './heap-watch.ts'
import { soak } from './soak.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '200' },
    browsers: { type: 'string', default: '10' },
    standalone: { type: 'boolean', default: false },
  },
})

await using mongo = await startLocalMongo({ topology: values.standalone ? 'standalone' : 'replica-set' })
await using context = await createTestLoom({ uri: mongo.uri, sweeper: true })
const result = await soak({
  context,
  changes: Number(values.minutes) * 60 * Number(values.rate),
  rate: Number(values.rate),
  browsers: Number(values.browsers),
  warmUp: 120_000,
})
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`)
if (result.heapGrowth === undefined)
  process.stderr.write(
    'The run was too short to tell whether memory grows: it takes more than two minutes.\n',
  )
if ((result.heapGrowth ?? 0) > mostPerChange || result.failedReads.length > 0) process.exitCode = 1
