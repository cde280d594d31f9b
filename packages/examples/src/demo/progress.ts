import { stderr } from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'

import type { Dag, DagCounts } from '@taskloom/sdk'
import { Presets, SingleBar } from 'cli-progress'

/** Shows how far a DAG is, until the signal says that it is enough. */
export async function showProgress(dag: Dag, signal: AbortSignal): Promise<void> {
  const display = stderr.isTTY ? liveBar() : plainLines()
  try {
    while (!signal.aborted) {
      display.show(await dag.counts())
      await delay(display.intervalMilliseconds, undefined, { signal }).catch(() => undefined)
    }
    display.show(await dag.counts())
  } finally {
    display.stop()
  }
}

interface Display {
  readonly intervalMilliseconds: number
  show(counts: DagCounts): void
  stop(): void
}

function liveBar(): Display {
  const format = '{bar} {value} of {total} tasks | {states}'
  const bar = new SingleBar({ format, hideCursor: true, barsize: 30, stream: stderr }, Presets.shades_classic)
  bar.start(1, 0, { states: '' })
  return {
    intervalMilliseconds: 100,
    show(counts) {
      bar.setTotal(total(counts))
      bar.update(settled(counts), { states: describe(counts) })
    },
    stop: () => bar.stop(),
  }
}

function plainLines(): Display {
  let last = ''
  return {
    intervalMilliseconds: 1_000,
    show(counts) {
      const line = `${settled(counts)} of ${total(counts)} tasks | ${describe(counts)}`
      if (line !== last) stderr.write(`${line}\n`)
      last = line
    },
    stop() {},
  }
}

function total(counts: DagCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

function settled(counts: DagCounts): number {
  return total(counts) - counts.CREATED - counts.RUNNING
}

/** The states that occur, in the order in which tasks go through them. */
function describe(counts: DagCounts): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${state} ${count}`)
    .join('  ')
}
