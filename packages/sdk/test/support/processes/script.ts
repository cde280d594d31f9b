import { connect } from '@taskloom/sdk'
import { MongoClient } from 'mongodb'

import { Step } from '../definitions.ts'

/** A script that does one thing and ends, without a word to the loom. */
const { uri, database } = JSON.parse(process.argv[2] ?? '{}') as { uri: string; database: string }
const client = await new MongoClient(uri).connect()
const loom = await connect({ client, database })
await loom.push([
  Step({ label: 'one' }, { dependsOn: { before: [] } }),
  Step({ label: 'two' }, { dependsOn: { before: [] } }),
])
const task = await loom.pop(Step)
task?.progress(0.5)
await task?.finish('done')
// Should it not end by itself, which is what the test is about, it must not stay for ever.
setTimeout(() => process.exit(1), 60_000).unref()
process.send?.('ready')
await client.close()
process.disconnect()
