import { insertOneRate } from '../driver/insert-rates.ts'
import { inFlight } from '../in-flight.ts'
import type { Bench, Figure } from '../measurement.ts'
import { perSecond } from '../statistics.ts'
import { noOp } from '../tasks.ts'

/** How many pushes are under way at once. */
const width = 50

/** Pushes tasks one by one. */
export async function pushSingly(bench: Bench): Promise<readonly Figure[]> {
  const { sizes, signal } = bench
  const baseline = await insertOneRate(bench, { count: sizes.push, width })
  await using fresh = await bench.scratch()
  const loom = await fresh.openLoom()
  const milliseconds = await inFlight({ count: sizes.push, width, signal }, (index) => loom.push(noOp(index)))
  return [{ title: 'push, one by one, 50 in flight', value: perSecond(sizes.push, milliseconds), baseline }]
}
