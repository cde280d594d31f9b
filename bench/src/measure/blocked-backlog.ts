import { Priority, type Loom, type TaskNode } from '@taskloom/sdk'

import { drainTasks } from '../drain-tasks.ts'
import type { Bench, Figure } from '../measurement.ts'
import { abortable, pushTasks } from '../push-tasks.ts'
import { perSecond } from '../statistics.ts'
import { Gate, Gated } from '../tasks.ts'

const concurrency = 50

/** Drains ready tasks of a definition that has many more blocked tasks, which are older and more urgent. */
export async function blockedBacklog(bench: Bench): Promise<readonly Figure[]> {
  const baseline = await drainBehind(bench, 0)
  const value = await drainBehind(bench, bench.sizes.blocked)
  const blocked = bench.sizes.blocked.toLocaleString('en')
  return [{ title: `drain behind ${blocked} blocked, concurrency ${concurrency}`, value, baseline }]
}

async function drainBehind({ sizes, signal, scratch }: Bench, blocked: number): Promise<number> {
  await using fresh = await scratch()
  const loom = await fresh.openLoom()
  if (blocked > 0) await pushBlocked(loom, blocked, signal)
  await pushTasks(loom, { count: sizes.ready, signal, node: readyNode })
  const milliseconds = await drainTasks(loom, { definition: Gated, count: sizes.ready, concurrency, signal })
  const waiting = await loom.count(Gated, { state: 'CREATED' })
  if (waiting !== blocked)
    throw new Error(`${waiting} tasks of ${blocked} are still blocked after the drain.`)
  return perSecond(sizes.ready, milliseconds)
}

function readyNode(index: number): TaskNode {
  return Gated({ index }, { dependsOn: { gates: [] } })
}

/** One DAG: a gate that nobody works on, and everything that waits for it. */
async function pushBlocked(loom: Loom, count: number, signal: AbortSignal): Promise<void> {
  const gate = Gate({})
  const options = { dependsOn: { gates: [gate] }, priority: Priority.HIGH }
  const blocked = Array.from({ length: count }, (_, index) => Gated({ index }, options))
  await loom.push([gate, ...blocked], abortable(signal))
}
