import { expect, test } from 'vitest'

import { eager, untilTicks } from '../support/eager-sweeper.ts'
import { Job, jobs } from '../support/jobs.ts'
import { movedClock } from '../support/moved-clock.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'
import { unrenewed } from '../support/unrenewed.ts'

test('sweeper: one that has just begun gives whoever lives one renewal before it recovers anything', async () => {
  using clock = movedClock()
  await using context = await testLoom(unrenewed)
  await using raw = await rawDatabase(context)
  const [job] = jobs(1)
  await context.loom.push(job!)
  await context.loom.pop(Job)
  // The database was away for longer than a lease.
  await context.advance('21s')
  const times = { ...eager.times, lease: '10m', renewal: '2m' } as const
  await using _begun = await testLoom({ ...eager, times, database: context.database })
  await untilTicks(raw, 'leases', 3)
  expect(await context.loom.get(job!)).toMatchObject({ state: 'RUNNING', recoveries: 0 })

  clock.move(120_000)
  await context.waitFor(job!, 'CREATED')
})
