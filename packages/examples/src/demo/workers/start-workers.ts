import { CommandError } from '@taskloom/command-line'

import { WorkerHandle, type WorkerOrder } from './worker-handle.ts'

/** The worker processes of a run. Disposing ends them. */
export interface WorkerPool extends AsyncDisposable {
  readonly pids: readonly number[]
  /** Resolves when all of them claim tasks. */
  readonly ready: Promise<void>
  /** Aborted when none is left that could do anything. */
  readonly allGone: AbortSignal
  /** Ends them, and says how many tasks each has done. */
  stop(): Promise<number[]>
}

/** Starts worker processes, and says so when one of them ends by itself. */
export function startWorkers(
  count: number,
  order: WorkerOrder & { readonly say: (line: string) => void },
): WorkerPool {
  const workers = Array.from({ length: count }, () => new WorkerHandle(order))
  const living = new Set(workers)
  const allGone = new AbortController()
  let isStopping = false

  const watch = async (worker: WorkerHandle): Promise<void> => {
    await worker.ended
    living.delete(worker)
    if (isStopping) return
    order.say(`Worker process ${worker.pid} has ended early. Its tasks are free when their leases are over.`)
    if (living.size === 0) allGone.abort(new CommandError('No worker process is left to do the tasks.'))
  }
  for (const worker of workers) void watch(worker)

  const stop = async (): Promise<number[]> => {
    isStopping = true
    await Promise.all(workers.map((worker) => worker.stop()))
    return workers.map(({ tasks }) => tasks ?? 0)
  }
  return {
    pids: workers.map(({ pid }) => pid),
    ready: Promise.all(workers.map(({ ready }) => ready)).then(() => undefined),
    allGone: allGone.signal,
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
    },
  }
}
