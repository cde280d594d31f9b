import { startChild } from '../child.ts'
import { openScratch } from '../scratch-database.ts'
import type { Shape } from '../shapes.ts'
import { link } from './link.ts'
import type { WorkDone, WorkerMessage, WorkerSettings } from './worker.ts'

/** What one graph cost. */
export interface ShapeCost {
  readonly count: number
  /** Milliseconds of the push for each task. */
  readonly push: number
  /** Milliseconds of the work for each task, until everything has settled. */
  readonly work: number
  /** The most memory that the worker's process had, in megabytes. */
  readonly megabytes: number
}

export interface ShapeRequest {
  readonly uri: string
  readonly shape: Shape
  readonly count: number
  readonly concurrency: number
  readonly signal: AbortSignal
}

/** Pushes a graph into a fresh database, and lets a process of its own work it off. */
export async function measureShape({
  uri,
  shape,
  count,
  concurrency,
  signal,
}: ShapeRequest): Promise<ShapeCost> {
  await using scratch = await openScratch(uri)
  const nodes = shape(count, link)
  const settings: WorkerSettings = {
    uri,
    database: scratch.db.databaseName,
    count: nodes.length,
    concurrency,
  }
  await using worker = startChild<WorkerMessage>(new URL('worker.ts', import.meta.url), settings)
  const stop = (): void => void worker.kill()
  signal.addEventListener('abort', stop)
  try {
    await worker.next()
    const loom = await scratch.openLoom()
    const started = performance.now()
    await loom.push(nodes)
    const pushed = performance.now() - started
    worker.send('go')
    const { milliseconds, megabytes } = (await worker.next()) as WorkDone
    return {
      count: nodes.length,
      push: pushed / nodes.length,
      work: milliseconds / nodes.length,
      megabytes,
    }
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
