import { createTestLoom, onWritePoint, type WritePoint } from '@taskloom/sdk/testing'
import { MongoClient } from 'mongodb'

import { work } from '../crash/piece.ts'
import { scenarioOf, scenarios, type Scenario } from '../crash/scenarios.ts'
import { crashTimes } from '../crash/times.ts'

/** Runs the scenario of a write point, and is killed right before the nth write of that name. Without one: `life`, to its end. */
interface VictimSettings {
  readonly uri: string
  readonly database: string
  readonly point?: WritePoint
  readonly nth?: number
}

const { uri, database, point, nth } = JSON.parse(process.argv[2] ?? '{}') as VictimSettings
process.once('disconnect', () => process.exit(0))

const client = await new MongoClient(uri).connect()
const context = await createTestLoom({ uri, database, times: crashTimes })
await new Promise((resolve) => process.send?.('ready', resolve))

let passed = 0
onWritePoint((current) => {
  if (current === point && (passed += 1) === nth) process.kill(process.pid, 'SIGKILL')
})
const scenario: Scenario = scenarios[point === undefined ? 'life' : scenarioOf[point]]
await scenario.act(context)
await work(context, client.db(database))

// It passed the point less often than was thought.
await context[Symbol.asyncDispose]()
await client.close()
process.removeAllListeners('disconnect')
process.disconnect()
