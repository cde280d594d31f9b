import { hostname } from 'node:os'

import type { WorkerDocument } from '../../document/task-document.ts'
import type { Store } from '../store.ts'

/** How long a worker is known after its last sign of life, in milliseconds. */
export const knownFor = 20_000

export interface WorkerReport {
  readonly id: string
  readonly names: readonly string[]
  readonly concurrency: number
  readonly running: number
}

/**
 * Says that a worker is alive, and what it can run.
 *
 * Before: anything. After: its document says so; MongoDB removes it when nothing is heard for a while.
 * Emits nothing.
 */
export async function reportWorker(store: Store, report: WorkerReport): Promise<void> {
  const now = store.clock.now()
  const { id, ...rest } = report
  const document: Omit<WorkerDocument, '_id'> = {
    ...rest,
    processId: store.processId,
    host: hostname(),
    pid: process.pid,
    heartbeatAt: now,
    purgeAt: new Date(now.getTime() + knownFor * 3),
  }
  await store.workers.replaceOne({ _id: id }, document, { upsert: true })
}

/** Takes a worker that stopped out of the list. */
export async function removeWorker(store: Store, id: string): Promise<void> {
  await store.workers.deleteOne({ _id: id })
}

/** The workers that are alive; of a definition, where a name is given. */
export async function readWorkers(store: Store, name?: string): Promise<WorkerDocument[]> {
  const since = new Date(store.clock.now().getTime() - knownFor)
  return store.workers
    .find({ heartbeatAt: { $gte: since }, ...(name === undefined ? {} : { names: name }) })
    .toArray()
}
