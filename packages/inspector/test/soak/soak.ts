import { setTimeout as delay } from 'node:timers/promises'

import type { TestLoom } from '@taskloom/sdk/testing'
import { pino } from 'pino'

import { serveInspector } from '../../server/index.ts'
import type { LiveEvents } from '../../shared/live.ts'
import { Download } from '../support/definitions.ts'
import { EventStream } from '../support/event-stream.ts'

export interface SoakOptions {
  readonly context: TestLoom
  readonly seconds: number
  /** How many changes of tasks a second. */
  readonly rate: number
  /** How many browsers follow all of them. */
  readonly browsers: number
  readonly onMinute?: (line: string) => void
}

export interface SoakResult {
  readonly changes: number
  readonly events: number
  /** Reads of lists and figures, beside the streams, and how many of them failed. */
  readonly reads: number
  readonly failedReads: number
  /** From the acknowledged write to the event in the browser, in milliseconds. */
  readonly latency: { readonly p50: number; readonly p95: number; readonly most: number }
  /** Megabytes of the heap after a collection, over the second half of the run; by minute. */
  readonly heapSlope: number
}

/** Keeps tasks changing at a rate while browsers follow and read, and measures what that costs. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const { context, browsers } = options
  const logger = pino({ level: 'silent' })
  await using inspector = await serveInspector({ loom: context.loom, port: 0, logger })
  const streams = await Promise.all(
    Array.from({ length: browsers }, () => EventStream.open(`${inspector.url}api/events?topics=tasks,stats`)),
  )
  const watch = new LatencyWatch()
  const heap: { readonly at: number; readonly used: number }[] = []
  const ended = new AbortController()
  const reading = read(inspector.url, ended.signal)
  const sampling = sample(heap, streams, { signal: ended.signal, watch })
  try {
    const changes = await change(options, watch)
    ended.abort()
    const { reads, failedReads } = await reading
    await sampling
    return {
      changes,
      events: watch.events,
      reads,
      failedReads,
      latency: watch.figures(),
      heapSlope: slopeOf(heap),
    }
  } finally {
    ended.abort()
    for (const stream of streams) await stream[Symbol.asyncDispose]()
  }
}

/** Pushes and cancels tasks: two changes each. */
async function change({ context, seconds, rate }: SoakOptions, watch: LatencyWatch): Promise<number> {
  const end = performance.now() + seconds * 1_000
  let changes = 0
  for (let next = performance.now(); performance.now() < end; next += 100) {
    const count = Math.max(1, Math.round(rate / 20))
    const nodes = Array.from({ length: count }, () =>
      Download({ url: 'https://example.org' }, { expiresIn: '1m' }),
    )
    await context.loom.push(nodes)
    watch.wrote(nodes.map(({ id }) => `${id} ready`))
    await context.loom.bulk({ ids: nodes }, { kind: 'cancel' })
    watch.wrote(nodes.map(({ id }) => `${id} cancelled`))
    changes += 2 * count
    await delay(Math.max(0, next + 100 - performance.now()))
  }
  return changes
}

/** Reads what a page reads, one thing after the other. */
async function read(url: string, signal: AbortSignal): Promise<{ reads: number; failedReads: number }> {
  let [reads, failedReads] = [0, 0]
  for (const path of endlessly(['tasks?q=state:ready', 'tasks-count', 'stats', 'health', 'config'])) {
    if (signal.aborted) break
    const answer = await fetch(`${url}api/${path}`)
    await answer.arrayBuffer()
    reads += 1
    if (!answer.ok) failedReads += 1
    await delay(200)
  }
  return { reads, failedReads }
}

function* endlessly<Value>(values: readonly Value[]): Generator<Value> {
  for (;;) yield* values
}

interface Sampling {
  readonly signal: AbortSignal
  readonly watch: LatencyWatch
}

/** Looks at the heap every second, and takes from the first browser what it was told. */
async function sample(
  heap: { at: number; used: number }[],
  streams: readonly EventStream[],
  { signal, watch }: Sampling,
): Promise<void> {
  while (!signal.aborted) {
    await delay(1_000)
    watch.saw(streams[0]?.events ?? [])
    // The browsers of this process would fill the heap that is measured.
    for (const stream of streams) stream.forget()
    globalThis.gc?.()
    heap.push({ at: performance.now(), used: process.memoryUsage().heapUsed })
  }
}

/** Matches what was written with what was told. */
class LatencyWatch {
  events = 0
  readonly #written = new Map<string, number>()
  readonly #latencies: number[] = []

  wrote(keys: readonly string[]): void {
    const now = performance.now()
    for (const key of keys) this.#written.set(key, now)
  }

  saw(events: EventStream['events']): void {
    for (const { name, data, at } of events) {
      this.events += 1
      if (name !== 'tasks') continue
      for (const { id, view } of (data as LiveEvents['tasks']).tasks) {
        const wrote = this.#written.get(`${id} ${view}`)
        if (wrote !== undefined) this.#latencies.push(Math.max(0, at - wrote))
        this.#written.delete(`${id} ${view}`)
      }
    }
    // A state that was passed over between two batches is never told.
    for (const [key, at] of this.#written) if (at < performance.now() - 10_000) this.#written.delete(key)
    if (this.#latencies.length > 100_000) this.#latencies.splice(0, 50_000)
  }

  figures(): SoakResult['latency'] {
    const sorted = this.#latencies.toSorted((one, other) => one - other)
    const at = (share: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
    return { p50: at(0.5), p95: at(0.95), most: at(1) }
  }
}

/** The least squares slope of the second half, in megabytes a minute. */
function slopeOf(samples: readonly { readonly at: number; readonly used: number }[]): number {
  const half = samples.slice(Math.floor(samples.length / 2))
  const [at, used] = [mean(half.map((each) => each.at)), mean(half.map((each) => each.used))]
  const covariance = half.reduce((sum, each) => sum + (each.at - at) * (each.used - used), 0)
  const variance = half.reduce((sum, each) => sum + (each.at - at) ** 2, 0)
  return variance === 0 ? 0 : (covariance / variance / 1_048_576) * 60_000
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length
}
