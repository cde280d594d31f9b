// `npm run bench:graph [-- --quick] [-- --tasks 10000]`: the graph view in headless Chromium, built as it ships.
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'

import { chromium } from 'playwright'

import { findBrowser } from '../../local-browser/src/index.ts'
import { compareLayouts } from './compare-layouts.ts'
import { serveGraphPage } from './graph-page.ts'
import { measureGraph, measureStock, type Measured } from './measure-graph.ts'
import { median, percentile } from './statistics.ts'
import { table } from './table.ts'
import { ratios, targets, verdictOf, type Target } from './targets.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    tasks: { type: 'string', default: '10000' },
    runs: { type: 'string' },
  },
})
const tasks = Number(values.tasks)
const runs = Number(values.runs ?? (values.quick ? 1 : 5))

const say = (text: string): void => void process.stdout.write(`${text}\n`)

await using page = await serveGraphPage()
const { executablePath, from } = await findBrowser()
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--js-flags=--expose-gc', '--enable-precise-memory-info'],
})
say(
  `Chromium ${browser.version()} from ${from}; load ${loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}.`,
)
say(
  `A pipeline of ${tasks} tasks; ${runs} ${runs === 1 ? 'run' : 'runs'}. Times in milliseconds; busy: processor time of the page's thread for a frame.\n`,
)

// The graph is made when it is asked for first: that is not the time of the view.
await (await fetch(`${page.address}api/pipeline/${tasks}/graph`)).arrayBuffer()

const ours: Measured[] = []
for (let run = 0; run < runs; run += 1) ours.push(await measureGraph(browser, { page, tasks }))
const stock = await measureStock(browser, { page, tasks, fitZoom: ours[0]?.fitZoom ?? 0.05 })
await browser.close()

const valuesOf = ({ name }: Target): number[] =>
  ours.map(({ values }) => values[name]).filter((value) => value !== undefined)
const busyOf = ({ name }: Target): number[] =>
  ours.map(({ busy }) => busy[name]).filter((value) => value !== undefined)
const framesOf = ({ name }: Target): number[] =>
  ours.map(({ medianFrames }) => medianFrames[name]).filter((value) => value !== undefined)

const rows = targets.map((target) => {
  const all = valuesOf(target)
  return [
    target.title,
    format(median(all)),
    format(percentile(all, 0.95)),
    `${target.isAtLeast === true ? '≥' : '≤'} ${target.limit}`,
    verdictOf(target, median(all)),
    format(median(framesOf(target))),
    format(median(busyOf(target))),
    format(stock[target.name]),
  ]
})
say(table(['', 'median', 'p95 of runs', 'target', '', 'median frame', 'busy', 'stock React Flow'], rows))
say('\nLayout, in this process: own against dagre (network simplex), median of three.\n')
say(table(ratios, compareLayouts(values.quick ? [200, 500] : [200, 500, 1_000])))
say(
  `\nLoad at the end: ${loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}.`,
)

const missed = targets.filter((target) => verdictOf(target, median(valuesOf(target))) === 'missed')
process.exitCode = missed.length === 0 ? 0 : 1

function format(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return ''
  return value < 100 ? value.toFixed(1) : value.toFixed(0)
}
