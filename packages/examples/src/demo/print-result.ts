import Table from 'cli-table3'
import prettyBytes from 'pretty-bytes'

import type { DemoResult } from './run-demo.ts'

/** Writes the result of a run as tables. */
export function tables(result: DemoResult): string {
  return [
    'The packages with the largest transitive install size',
    largestPackages(result),
    'The graph',
    graphFigures(result),
    'The run',
    runFigures(result),
  ].join('\n')
}

/** Writes the result of a run as JSON. */
export function json({ lockfile, ...rest }: DemoResult): string {
  const { file, cuts, installed } = lockfile
  return JSON.stringify({ lockfile: { file, problem: installed.problem, cuts }, ...rest }, undefined, 2)
}

function largestPackages({ report }: DemoResult): string {
  const table = new Table({
    head: ['', 'package', 'with all that it needs', 'packages', 'by itself'],
    colAligns: ['right', 'left', 'right', 'right', 'right'],
    style,
  })
  for (const [index, row] of report.largest.entries()) {
    table.push([index + 1, withoutPeers(row.id), size(row.bytes), row.packages, size(row.ownBytes)])
  }
  return table.toString()
}

function graphFigures({ report, lockfile: { cuts } }: DemoResult): string {
  const absent = report.packages - report.installed
  return figures({
    packages: `${report.packages}, ${absent === 0 ? 'all' : `${report.installed} of them`} installed here`,
    'install size': size(report.bytes),
    depth: `${report.depth} packages in the longest chain`,
    width: `${report.width} packages on the fullest level`,
    cycles: cuts.length === 0 ? 'none' : `${cuts.length}, cut`,
  })
}

function runFigures({ report, server, milliseconds, tasksByWorker }: DemoResult): string {
  const tasks = report.packages + 1
  const processes = tasksByWorker.length === 1 ? '1 process' : `${tasksByWorker.length} processes`
  return figures({
    tasks: `${tasks}, as one DAG`,
    workers: `${processes}, which did ${tasksByWorker.join(' and ')} tasks`,
    'wall time': `${(milliseconds / 1000).toFixed(2)} s from the push to the last task`,
    throughput: `${Math.round(tasks / (milliseconds / 1000))} tasks per second`,
    // Where its program lies, or its address, was told at the start.
    server: server.replace(/ \(.*?\)/, ''),
  })
}

const style = { head: [], border: [], compact: true }

function figures(rows: Readonly<Record<string, string>>): string {
  const table = new Table({ style })
  table.push(...Object.entries(rows))
  return table.toString()
}

function size(bytes: number): string {
  return prettyBytes(bytes, {
    space: true,
    minimumFractionDigits: bytes < 1000 ? 0 : 1,
    maximumFractionDigits: 1,
  })
}

/** The peers of a package make its id long, and the table wide. */
function withoutPeers(id: string): string {
  return id.replace(/\(.*$/, '')
}
