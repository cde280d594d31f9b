import { connect } from '@taskloom/sdk'

import { fromParent, settingsOfChild, toParent } from '../child.ts'
import { drainTasks } from '../drain-tasks.ts'
import { chain, fanOut } from '../shapes.ts'
import { Link, link } from './link.ts'

/** What the measurement decides. */
export interface WorkerSettings {
  readonly uri: string
  readonly database: string
  readonly count: number
  readonly concurrency: number
}

/** What the worker says: first that it is warm, then how the work went. */
export type WorkerMessage = 'warm' | WorkDone

export interface WorkDone {
  readonly milliseconds: number
  /** The most memory that the process ever had, in megabytes. */
  readonly megabytes: number
}

const { uri, database, count, concurrency } = settingsOfChild() as WorkerSettings
const drain = { definition: Link, concurrency, signal: new AbortController().signal }

// Code that never ran is slow, and would make the small size look dear.
for (const shape of [chain, fanOut]) {
  await using warmUp = await connect({ uri, database, prefix: `warm-up-${shape.name}-` })
  await warmUp.push(shape(150, link))
  await drainTasks(warmUp, { ...drain, count: 150 })
}

await using loom = await connect({ uri, database })
toParent('warm' satisfies WorkerMessage)
await fromParent()
const milliseconds = await drainTasks(loom, { ...drain, count })
toParent({ milliseconds, megabytes: process.resourceUsage().maxRSS / 1_024 } satisfies WorkerMessage)
process.disconnect()
