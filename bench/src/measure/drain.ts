import { drainTasks } from '../drain-tasks.ts'
import { claimLoopRate } from '../driver/claim-loop.ts'
import type { Bench, Figure } from '../measurement.ts'
import { pushTasks } from '../push-tasks.ts'
import { perSecond } from '../statistics.ts'
import { NoOp, noOp } from '../tasks.ts'

/** Works off tasks that do nothing, so many at a time. */
export async function drain(
  bench: Bench,
  { count, concurrency }: { readonly count: number; readonly concurrency: number },
): Promise<readonly Figure[]> {
  const { signal } = bench
  const baseline = await claimLoopRate(bench, { count, width: concurrency })
  await using fresh = await bench.scratch()
  const loom = await fresh.openLoom()
  await pushTasks(loom, { count, signal, node: noOp })
  const milliseconds = await drainTasks(loom, { definition: NoOp, count, concurrency, signal })
  return [{ title: `drain, concurrency ${concurrency}`, value: perSecond(count, milliseconds), baseline }]
}
