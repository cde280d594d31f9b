import { EventEmitter, once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'

import type { Loom } from '@taskloom/sdk'

import { claimOne, fillQueue } from '../driver/claim-loop.ts'
import { rawTasks } from '../driver/stored-task.ts'
import type { Bench, Figure } from '../measurement.ts'
import { percentile } from '../statistics.ts'
import { NoOp, noOp } from '../tasks.ts'

/** Between two pushes: long enough that the worker sleeps again, and spread, so as not to fall in step with it. */
const workerIdle = { least: 100, greatest: 200 }

/** The driver has no worker that would have to fall asleep. */
const driverIdle = { least: 10, greatest: 20 }

/** Samples that do not count: connections are opened, code is compiled. */
const warmUpSamples = 10

const shares = [0.5, 0.95, 0.99] as const

/**
 * Who works off what is pushed: a worker of the very loom, which wakes it, or of another one, which hears of it from
 * the server alone: by the change stream of a replica set, or by polling.
 */
export interface LatencyOptions {
  readonly title: string
  readonly worker: 'same loom' | 'other loom'
}

/** From the call of `push` to the start of the handler, while the worker has nothing else to do. */
export async function latency(
  bench: Bench,
  { title, worker: where }: LatencyOptions,
): Promise<readonly Figure[]> {
  const baselines = await driverSamples(bench)
  await using fresh = await bench.scratch()
  const pusher = await fresh.openLoom()
  const samples = await loomSamples(bench, pusher, where === 'same loom' ? pusher : await fresh.openLoom())
  return shares.map((share) => ({
    title: `${title}, p${share * 100}`,
    value: percentile(samples, share),
    baseline: percentile(baselines, share),
  }))
}

async function loomSamples(bench: Bench, pusher: Loom, other: Loom): Promise<number[]> {
  const starts = new EventEmitter<{ start: [at: number] }>()
  const worker = other.worker([NoOp.handle(async () => void starts.emit('start', performance.now()))])
  const running = worker.run()
  const samples = await sample(bench, workerIdle, async (index) => {
    const begun = performance.now()
    const started = once(starts, 'start', { signal: bench.signal })
    await pusher.push(noOp(index))
    const [startedAt] = (await started) as [number]
    return startedAt - begun
  })
  await worker.stop()
  await running
  return samples
}

/** What the driver needs for it at the least: an insert, and a claim that knows when to come. */
async function driverSamples(bench: Bench): Promise<number[]> {
  await using fresh = await bench.scratch()
  const rawTask = await rawTasks(fresh)
  const collection = await fillQueue(fresh, 0, bench.signal)
  return await sample(bench, driverIdle, async (index) => {
    const begun = performance.now()
    await collection.insertOne(rawTask(index))
    let claimed = begun
    await claimOne(collection, () => {
      claimed = performance.now()
    })
    return claimed - begun
  })
}

interface Idle {
  readonly least: number
  readonly greatest: number
}

async function sample(
  { sizes, signal }: Bench,
  { least, greatest }: Idle,
  measureOne: (index: number) => Promise<number>,
): Promise<number[]> {
  const samples: number[] = []
  for (let index = 0; index < warmUpSamples + sizes.latencySamples; index += 1) {
    await delay(least + Math.random() * (greatest - least), undefined, { signal })
    const milliseconds = await measureOne(index)
    if (index >= warmUpSamples) samples.push(milliseconds)
  }
  return samples
}
