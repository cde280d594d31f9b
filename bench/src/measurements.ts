import { blockedBacklog } from './measure/blocked-backlog.ts'
import { drain } from './measure/drain.ts'
import { latency } from './measure/latency.ts'
import { pushBatches } from './measure/push-batches.ts'
import { pushSingly } from './measure/push-singly.ts'
import type { Measurement } from './measurement.ts'

const claimLoop =
  'findOneAndUpdate and updateOne in as many loops as the concurrency, from a queue of a twentieth of the size'
const insertAndClaim = 'insertOne, then findOneAndUpdate'

/** Everything that is measured, in the order of the table. */
export const measurements: readonly Measurement[] = [
  {
    name: 'push-batches',
    unit: 'tasks/s',
    size: 'push',
    baseline: 'insertMany of the same documents in batches of 1,000',
    measure: pushBatches,
  },
  {
    name: 'push-singly',
    unit: 'tasks/s',
    size: 'push',
    baseline: 'insertOne of the same documents, 50 in flight',
    measure: pushSingly,
  },
  {
    name: 'drain-1',
    unit: 'tasks/s',
    size: 'drainSingly',
    baseline: claimLoop,
    measure: (bench) => drain(bench, { count: bench.sizes.drainSingly, concurrency: 1 }),
  },
  {
    name: 'drain-10',
    unit: 'tasks/s',
    size: 'drain',
    baseline: claimLoop,
    measure: (bench) => drain(bench, { count: bench.sizes.drain, concurrency: 10 }),
  },
  {
    name: 'drain-50',
    unit: 'tasks/s',
    size: 'drain',
    baseline: claimLoop,
    measure: (bench) => drain(bench, { count: bench.sizes.drain, concurrency: 50 }),
  },
  {
    name: 'latency-same-loom',
    unit: 'ms',
    size: 'latencySamples',
    baseline: insertAndClaim,
    measure: (bench) =>
      latency(bench, { title: 'push to start, worker of the same loom', worker: 'same loom' }),
  },
  {
    name: 'latency-other-loom',
    unit: 'ms',
    size: 'latencySamples',
    baseline: insertAndClaim,
    measure: (bench) =>
      latency(bench, { title: 'push to start, worker of another loom', worker: 'other loom' }),
  },
  {
    name: 'blocked-backlog',
    unit: 'tasks/s',
    size: 'ready',
    baseline: 'the same drain without blocked tasks, also by Taskloom',
    leastRatio: 0.8,
    measure: blockedBacklog,
  },
]
