import { expect, test } from 'vitest'

import { Job, jobs } from '../support/jobs.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom, uri } from '../support/test-loom.ts'
import { unsteadyNetwork } from '../support/unsteady-network.ts'

test('lease: a renewal that is never answered does not keep the next one from being made in time', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await using network = await unsteadyNetwork(uri, { mishap: 'request late', every: 1_000, from: 0 })
  const times = { lease: '4s', renewal: '500ms' } as const
  await using worker = await testLoom({ uri: network.uri, database: context.database, times })
  await context.loom.push(jobs(1))
  const task = await worker.loom.pop(Job)
  const until = async (): Promise<number> => {
    const stored = await raw.tasks.findOne({ _id: task?.id ?? '' })
    return Number(stored?.lease?.until)
  }
  const claimedUntil = await until()
  network.shake()
  await expect.poll(until, { timeout: 8_000 }).toBeGreaterThan(claimedUntil)
  expect(network.mishaps).toBe(1)
  await context.sweep()
  await task?.finish(1)
})
