import { writePoints } from '@taskloom/sdk/testing'
import { expect, test } from 'vitest'

import { endState, expectNoNeedlessRuns } from '../support/crash/end-state.ts'
import { work } from '../support/crash/piece.ts'
import { recover } from '../support/crash/recover.ts'
import { scenarioOf, scenarios, type Scenario } from '../support/crash/scenarios.ts'
import { crashTimes } from '../support/crash/times.ts'
import { undisturbedEnd } from '../support/crash/undisturbed.ts'
import { startProcess } from '../support/processes/child-process.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { sampleFor } from '../support/sizes.ts'
import { testLoom, topology, uri } from '../support/test-loom.ts'

/** Every point the first time, and on one of the topologies the second time as well. */
const times = topology === 'standalone' ? [1] : [1, 2]
const points = writePoints.filter((point) => {
  const { needsTransactions }: Scenario = scenarios[scenarioOf[point]]
  return needsTransactions !== true || topology === 'replica-set'
})
const cases = times.flatMap((nth) => points.map((point) => ({ point, nth })))

test.concurrent.for(sampleFor('crash points', cases, { full: cases.length, fast: 10, slow: 4 }))(
  'crash: a process is killed before write $nth of $point; another finishes what it left, as if nothing had been',
  async ({ point, nth }, { skip }) => {
    const name = scenarioOf[point]
    const { prepare, act }: Scenario = scenarios[name]
    await using context = await testLoom({ times: crashTimes })
    await using raw = await rawDatabase(context)
    await prepare?.(context, raw.db)
    await using victim = await startProcess('victim', { uri, database: context.database, point, nth })
    const signal = await victim.endedBy()
    if (signal === null && nth > 1) skip(`${point} is passed once in its scenario`)
    expect(signal).toBe('SIGKILL')

    // With a sweeper: what the dead process had sent by then may reach the database after the recovery.
    await using heir = await testLoom({ times: crashTimes, database: context.database, sweeper: true })
    await recover(heir)
    await act(heir)
    await work(heir, raw.db)
    const end = await endState(heir, raw)
    expect(end).toEqual(await undisturbedEnd(name))
    expect(end.leftovers).toEqual([])
    await expectNoNeedlessRuns(raw)
    expect(await raw.locks.findOne({ _id: 'walk' })).toMatchObject({ healed: 0 })
  },
)
