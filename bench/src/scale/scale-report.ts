import Table from 'cli-table3'

import { spread } from '../statistics.ts'
import type { ShapeCost } from './measure-shape.ts'
import { smallRepeats } from './scale-shapes.ts'

/** What every shape must keep to. */
const bounds = {
  /** The time per task at the full size, as a multiple of that at the small one. */
  ratio: 1.5,
  /** Of the worker's process, in megabytes. */
  megabytes: 300,
} as const

/** One run of a shape: its small form, and the full one. */
export interface ScaleRun {
  readonly small: ShapeCost
  readonly full: ShapeCost
}

/** A shape, over all runs: medians. */
export interface ScaleRow {
  readonly name: string
  readonly small: ShapeCost
  readonly full: ShapeCost
  /** Medians of each run's own ratio. */
  readonly pushRatio: number
  readonly workRatio: number
  readonly passes: boolean
}

export interface ScaleReport {
  readonly server: string
  readonly machine: string
  readonly rows: readonly ScaleRow[]
}

export function rowOf(name: string, runs: readonly ScaleRun[]): ScaleRow {
  const ratio = (what: 'push' | 'work'): number =>
    spread(runs.map((run) => run.full[what] / run.small[what])).median
  const [pushRatio, workRatio] = [ratio('push'), ratio('work')]
  const full = medianCost(runs.map((run) => run.full))
  return {
    name,
    small: medianCost(runs.map((run) => run.small)),
    full,
    pushRatio,
    workRatio,
    passes: pushRatio < bounds.ratio && workRatio < bounds.ratio && full.megabytes < bounds.megabytes,
  }
}

/** What the median of some measurements of one graph was, for each figure. */
export function medianCost(costs: readonly ShapeCost[]): ShapeCost {
  const median = (what: keyof ShapeCost): number => spread(costs.map((cost) => cost[what])).median
  return {
    count: median('count'),
    push: median('push'),
    work: median('work'),
    megabytes: median('megabytes'),
  }
}

/** Writes the rows as one table, with what is needed to read it. */
export function scaleTable({ server, machine, rows }: ScaleReport): string {
  const lines = new Table({
    head: ['shape', 'tasks', 'push, ms/task', 'ratio', 'work, ms/task', 'ratio', 'memory', ''],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  })
  for (const { name, small, full, pushRatio, workRatio, passes } of rows) {
    lines.push([
      name,
      `${whole(small.count)} → ${whole(full.count)}`,
      `${small.push.toFixed(2)} → ${full.push.toFixed(2)}`,
      pushRatio.toFixed(2),
      `${small.work.toFixed(2)} → ${full.work.toFixed(2)}`,
      workRatio.toFixed(2),
      `${whole(full.megabytes)} MB`,
      passes ? 'pass' : 'miss',
    ])
  }
  return [
    // Where its program lies, or its address, was told at the start.
    `Taskloom scale\nserver:  ${server.replace(/ \(.*?\)/, '')}\nmachine: ${machine}`,
    lines.toString(),
    `A ratio is the time per task of the large graph to that of the small one (the median of ${smallRepeats}) in the same run; below ${bounds.ratio} passes.`,
    `Memory is the most that the worker's process had; below ${bounds.megabytes} MB passes.`,
  ].join('\n')
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}
