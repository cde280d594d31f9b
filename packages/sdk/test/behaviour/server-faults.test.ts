import { MongoError } from 'mongodb'
import { expect, test } from 'vitest'

import { endState } from '../support/crash/end-state.ts'
import { work } from '../support/crash/piece.ts'
import { scenarios } from '../support/crash/scenarios.ts'
import { crashTimes } from '../support/crash/times.ts'
import { undisturbedEnd } from '../support/crash/undisturbed.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { sampleFor } from '../support/sizes.ts'
import { testLoom, topology, uri } from '../support/test-loom.ts'
import { unsteadyNetwork, type Mishap } from '../support/unsteady-network.ts'

/** Does it again as long as the database is the reason why it failed, as a user's program would. */
async function insist(act: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await act()
      return
    } catch (error) {
      if (!(error instanceof MongoError)) throw error
    }
  }
}

/** A standalone has none. */
function elections(): Mishap[] {
  return topology === 'replica-set' ? ['not primary'] : []
}

const every = 7
const mishaps: readonly Mishap[] = ['request lost', 'reply lost', 'done twice', ...elections()]
const cases = mishaps.flatMap((mishap) => Array.from({ length: every }, (_, from) => ({ mishap, from })))
/** What a mishap does to a write is the same on both topologies, so the standalone has every third. */
const full = topology === 'replica-set' ? cases.length : cases.length / 3

test.concurrent.for(sampleFor('faults of the network', cases, { full, fast: 2, slow: 2 }))(
  'faults: $mishap, for every seventh command from $from on; the end is as if nothing had been',
  async ({ mishap, from }) => {
    await using context = await testLoom({ times: crashTimes })
    await using raw = await rawDatabase(context)
    await using network = await unsteadyNetwork(uri, { mishap, every, from })
    const times = { lease: '2s', sweepTick: '200ms' } as const
    await using shaken = await testLoom({
      uri: network.uri,
      database: context.database,
      sweeper: true,
      times,
    })
    await scenarios.life.prepare(context)
    network.shake()
    await insist(() => scenarios.life.act(shaken))
    await work(shaken, raw.db, context)
    network.calm()
    expect(network.mishaps).toBeGreaterThan(3)
    // Pushes that could neither go on nor be undone are the sweeper's after a minute.
    await context.advance('61s')
    await context.sweep()
    expect(await endState(context, raw)).toEqual(await undisturbedEnd('life'))
  },
)
