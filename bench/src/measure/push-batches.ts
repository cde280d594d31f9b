import { insertManyRate } from '../driver/insert-rates.ts'
import type { Bench, Figure } from '../measurement.ts'
import { pushTasks } from '../push-tasks.ts'
import { perSecond } from '../statistics.ts'
import { noOp } from '../tasks.ts'

/** Pushes tasks of one node in batches, each batch as one push. */
export async function pushBatches(bench: Bench): Promise<readonly Figure[]> {
  const { sizes, signal } = bench
  const baseline = await insertManyRate(bench, sizes.push)
  await using fresh = await bench.scratch()
  const loom = await fresh.openLoom()
  const milliseconds = await pushTasks(loom, { count: sizes.push, signal, node: noOp })
  return [{ title: 'push, batches of 1,000', value: perSecond(sizes.push, milliseconds), baseline }]
}
