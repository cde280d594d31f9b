// `npm run bench:live [-- --changes 50]`: from the commit of a change in the database until the browser has drawn it,
// with a change stream (a replica set), and with polling (a standalone).
import { parseArgs } from 'node:util'

import type { Topology } from '@taskloom/local-mongo'
import { chromium } from 'playwright'

import { findBrowser } from '../../local-browser/src/index.ts'
import { measureLive } from './measure-live.ts'
import { median, percentile } from './statistics.ts'
import { table } from './table.ts'

/** How long a change may take at the 95th percentile, in milliseconds. */
const limits: Readonly<Record<Topology, number>> = { 'replica-set': 300, standalone: 1_500 }

const { values } = parseArgs({ options: { changes: { type: 'string', default: '50' } } })
/** No more than one page of the list has. */
const changes = Math.min(Number(values.changes), 50)

const { executablePath } = await findBrowser()
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
const rows: string[][] = []
for (const topology of ['replica-set', 'standalone'] as const) {
  const times = await measureLive(browser, topology, changes)
  const [middle, worst] = [median(times), percentile(times, 0.95)]
  const isMet = worst <= limits[topology]
  rows.push([
    topology === 'replica-set' ? 'change stream' : 'polling',
    middle.toFixed(0),
    worst.toFixed(0),
    `≤ ${limits[topology]}`,
    isMet ? 'met' : 'missed',
  ])
  if (!isMet) process.exitCode = 1
}
await browser.close()
process.stdout.write(
  `From commit to pixels, milliseconds, of ${changes} changes.\n\n${table(['', 'median', 'p95', 'p95 wanted', ''], rows)}\n`,
)
