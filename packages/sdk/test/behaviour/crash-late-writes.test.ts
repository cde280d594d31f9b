import { expect, test } from 'vitest'

import { waitUntil } from '../../src/testing/wait-until.ts'
import { endState, expectNoNeedlessRuns } from '../support/crash/end-state.ts'
import { work } from '../support/crash/piece.ts'
import { recover } from '../support/crash/recover.ts'
import { scenarios } from '../support/crash/scenarios.ts'
import { crashTimes } from '../support/crash/times.ts'
import { undisturbedEnd } from '../support/crash/undisturbed.ts'
import { startProcess } from '../support/processes/child-process.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { sampleFor } from '../support/sizes.ts'
import { testLoom, uri } from '../support/test-loom.ts'
import { unsteadyNetwork } from '../support/unsteady-network.ts'

const requests = Array.from({ length: 36 }, (_, nth) => nth)

test.concurrent.for(sampleFor('late writes', requests, { full: requests.length, fast: 2, slow: 2 }))(
  'crash: write %i of a process reaches the database after its death and the recovery; the end is as if nothing had been',
  async (from) => {
    await using context = await testLoom({ times: crashTimes })
    await using raw = await rawDatabase(context)
    await scenarios.life.prepare(context)
    await using network = await unsteadyNetwork(uri, { mishap: 'request late', every: Infinity, from })
    network.shake()
    await using victim = await startProcess('victim', { uri: network.uri, database: context.database })
    await waitUntil('a write is on its way', async () => network.mishaps > 0 || undefined)
    await victim.kill()

    await recover(context)
    await network.deliver()
    await recover(context)
    await scenarios.life.act(context)
    await work(context, raw.db)
    const undisturbed = await undisturbedEnd('life')
    const end = await endState(context, raw)
    // The record of a DAG that comes in after its push was undone has no tasks, and stays until it is purged.
    expect(end.dags).toEqual(expect.arrayContaining([...undisturbed.dags]))
    expect({ ...end, dags: undisturbed.dags }).toEqual(undisturbed)
    await expectNoNeedlessRuns(raw)
  },
)
