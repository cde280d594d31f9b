import Table from 'cli-table3'

import type { Unit } from './measurement.ts'
import type { Report, ReportRow } from './report.ts'
import type { Spread } from './statistics.ts'

/** Writes the result as JSON. */
export function json(report: Report): string {
  return JSON.stringify(report, undefined, 2)
}

/** Writes the result as one table, with what is needed to read it. */
export function table(report: Report): string {
  const lines = new Table({
    head: ['', 'size', 'unit', 'Taskloom', 'min – max', 'baseline', 'ratio', ''],
    colAligns: ['left', 'right', 'left', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  })
  lines.push(...report.rows.map(cells))
  return [headline(report), lines.toString(), ...footnotes(report)].join('\n')
}

function headline({ server, machine, runs }: Report): string {
  const what = runs === 1 ? 'one run' : `medians of ${runs} runs`
  // Where its program lies, or its address, was told at the start.
  return `Taskloom bench, ${what}\nserver:  ${server.replace(/ \(.*?\)/, '')}\nmachine: ${machine}`
}

function cells({ title, size, fullSize, unit, value, baseline, ratio, verdict }: ReportRow): string[] {
  return [
    title,
    size < fullSize ? `${whole(size)} of ${whole(fullSize)}` : whole(size),
    unit,
    figure(value.median, unit),
    range(value, unit),
    figure(baseline.median, unit),
    ratio.median.toFixed(2),
    verdict === 'none' ? '' : verdict,
  ]
}

function footnotes({ rows, shrunk, baselines }: Report): string[] {
  const different = [...new Set(Object.values(baselines))]
  const measuredBy = (baseline: string): string =>
    Object.keys(baselines)
      .filter((name) => baselines[name] === baseline)
      .join(', ')
  return [
    'The ratio is Taskloom to the baseline of the same run; for tasks/s more is better, for ms less. The baselines:',
    ...different.map((baseline) => `- ${measuredBy(baseline)}: ${baseline}`),
    ...(shrunk.length > 0 ? [`Shrunk sizes ("x of y"): ${shrunk.join('; ')}.`] : []),
    ...rows.filter(({ verdict }) => verdict === 'miss').map(({ title }) => `Missed: ${title}.`),
  ]
}

function range({ least, greatest }: Spread, unit: Unit): string {
  return least === greatest ? '' : `${figure(least, unit)} – ${figure(greatest, unit)}`
}

function figure(value: number, unit: Unit): string {
  return unit === 'ms' ? value.toFixed(1) : whole(value)
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}
