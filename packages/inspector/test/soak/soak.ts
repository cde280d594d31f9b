import { setTimeout as delay } from 'node:timers/promises'

import { openInspection } from '@taskloom/sdk/inspect'
import type { TestLoom } from '@taskloom/sdk/testing'
import { pino } from 'pino'

import { serveInspector } from '../../server/index.ts'
import type { LiveEvents } from '../../shared/live.ts'
import { Download } from '../support/definitions.ts'
import { EventStream } from '../support/event-stream.ts'
import { HeapWatch } from './heap-watch.ts'

export interface SoakOptions {
  readonly context: TestLoom
  /** How many changes of tasks there are, and at most how many a second. */
  readonly changes: number
  readonly rate: number
  /** How many browsers follow all of them. */
  readonly browsers: number
  /** For how long the heap is not judged, in milliseconds. */
  readonly warmUp: number
}

export interface SoakResult {
  readonly changes: number
  readonly events: number
  /** Reads of lists and figures, beside the streams, and how many of them failed. */
  readonly reads: number
  readonly failedReads: readonly string[]
  /** From the acknowledged write to the event in the browser, in milliseconds. */
  readonly latency: { readonly p50: number; readonly p95: number; readonly most: number }
  /** Megabytes of the heap after a collection, once a minute. */
  readonly heap: readonly number[]
  /** By how many bytes it grew with a change, once everything bounded is full; undefined where that cannot be told. */
  readonly heapGrowth: number | undefined
}

/** Keeps tasks changing at a rate while browsers follow and read, and measures what that costs. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const { context, browsers } = options
  const logger = pino({ level: 'silent' })
  await openInspection(context.loom).createIndexes()
  await using inspector = await serveInspector({ loom: context.loom, port: 0, logger })
  const streams = await Promise.all(
    Array.from({ length: browsers }, () => EventStream.open(`${inspector.url}api/events?topics=tasks,stats`)),
  )
  const watch = new LatencyWatch()
  const heap = new HeapWatch(() => watch.changes, options.warmUp)
  const ended = new AbortController()
  const reading = read(inspector.url, ended.signal)
  const watching = heap.watch(ended.signal, () => {
    watch.saw(streams[0]?.events ?? [])
    // The browsers of this process would fill the heap that is measured.
    for (const stream of streams) stream.forget()
  })
  try {
    await change(options, watch)
    ended.abort()
    const { reads, failedReads } = await reading
    await watching
    return {
      changes: watch.changes,
      events: watch.events,
      reads,
      failedReads,
      latency: watch.figures(),
      heap: heap.byMinute(),
      heapGrowth: heap.growth(),
    }
  } finally {
    ended.abort()
    for (const stream of streams) await stream[Symbol.asyncDispose]()
  }
}

/** Pushes and cancels tasks: two changes each. */
async function change({ context, changes, rate }: SoakOptions, watch: LatencyWatch): Promise<void> {
  const count = Math.max(1, Math.round(rate / 20))
  for (let next = performance.now(); watch.changes < changes; next += 100) {
    const nodes = Array.from({ length: count }, () =>
      Download({ url: 'https://example.org' }, { expiresIn: '1m' }),
    )
    await context.loom.push(nodes)
    watch.wrote(nodes.map(({ id }) => `${id} ready`))
    await context.loom.bulk({ ids: nodes }, { kind: 'cancel' })
    watch.wrote(nodes.map(({ id }) => `${id} cancelled`))
    await delay(Math.max(0, next + 100 - performance.now()))
  }
}

/** Reads what a page reads, one thing after the other. */
async function read(url: string, signal: AbortSignal): Promise<Pick<SoakResult, 'reads' | 'failedReads'>> {
  let reads = 0
  const failedReads: string[] = []
  for (const path of endlessly(['tasks?q=state:ready', 'tasks-count', 'stats', 'health', 'config'])) {
    if (signal.aborted) break
    const answer = await fetch(`${url}api/${path}`)
    const text = await answer.text()
    reads += 1
    if (!answer.ok) failedReads.push(`${path}: ${answer.status} ${text}`)
    await delay(200)
  }
  return { reads, failedReads }
}

function* endlessly<Value>(values: readonly Value[]): Generator<Value> {
  for (;;) yield* values
}

/** Matches what was written with what was told. */
class LatencyWatch {
  changes = 0
  events = 0
  readonly #written = new Map<string, number>()
  readonly #latencies: number[] = []

  wrote(keys: readonly string[]): void {
    const now = performance.now()
    this.changes += keys.length
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
