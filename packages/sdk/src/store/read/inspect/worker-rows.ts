import type { TaskDocument } from '../../../document/task-document.ts'
import { knownFor } from '../../operations/worker-registry.ts'
import type { Reader } from './reader.ts'
import type { WorkerRow } from './system-shapes.ts'

/** How many running tasks are shown with their workers. */
const runningAtMost = 1_000

type Running = Pick<TaskDocument, '_id' | 'name' | 'priority' | 'startedAt'> & {
  readonly lease?: { readonly owner: string }
}

/** Reads the workers that are known, also those that fell silent, with what they run. */
export async function readWorkerRows({ store, options }: Reader): Promise<WorkerRow[]> {
  const [workers, running] = await Promise.all([
    store.workers.find({}, options).limit(1_000).toArray(),
    store.tasks
      .find({ state: 'RUNNING', 'lease.until': { $gt: new Date(0) } }, options)
      .project<Running>({ name: 1, priority: 1, startedAt: 1, 'lease.owner': 1 })
      .limit(runningAtMost)
      .toArray(),
  ])
  const now = store.clock.now().getTime()
  return workers.map((worker) => ({
    id: worker._id,
    processId: worker.processId,
    host: worker.host,
    pid: worker.pid,
    names: [...worker.names],
    concurrency: worker.concurrency,
    running: worker.running,
    heartbeatAt: worker.heartbeatAt.getTime(),
    isSilent: now - worker.heartbeatAt.getTime() > knownFor,
    tasks: running
      .filter(({ lease, name }) => lease?.owner === worker.processId && worker.names.includes(name))
      .map(({ _id, name, priority, startedAt }) => ({
        id: _id,
        name,
        startedAt: startedAt?.getTime() ?? now,
        priority,
      })),
  }))
}
