import { expect, inject, test } from 'vitest'

import { Download, Resize } from '../support/definitions.ts'
import { rawDatabase, type RawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'

/** MongoDB looks for what it may remove once a minute. */
const patience = 90_000

/** Lets a server that is ours look every second, where it can: nothing but the waiting is shorter. */
async function setPace({ db }: RawDatabase, ttlMonitorSleepSecs: number): Promise<void> {
  if (inject('mongoKind') === 'given') return
  await db.client
    .db('admin')
    .command({ setParameter: 1, ttlMonitorSleepSecs })
    .catch(() => undefined)
}

/** Of the large values, the payload and results of what is kept stay: two of them. */
async function untilGone(raw: RawDatabase, ids: readonly string[]): Promise<void> {
  const some = { _id: { $in: [...ids] } }
  await setPace(raw, 1)
  try {
    await expect.poll(() => raw.tasks.countDocuments(some), { timeout: patience, interval: 100 }).toBe(0)
    await expect.poll(() => raw.contents.countDocuments(), { timeout: patience, interval: 100 }).toBe(2)
  } finally {
    await setPace(raw, 60)
  }
}

test('expiry: MongoDB itself removes what is past its purge, with its large values, and nothing else', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const old = [
    Download({ url: 'x'.repeat(5_000) }, { expiresIn: '1h' }),
    Download({ url: 'a' }, { expiresIn: '1h' }),
  ]
  const pinned = Download({ url: 'pinned' }, { expiresIn: '1h' })
  const kept = Download({ url: 'kept' }, { expiresIn: '1h' })
  const fresh = Resize({ width: 1 }, { dependsOn: { source: pinned } })
  const dag = await loom.push(old)
  await loom.push(pinned)
  await loom.push(kept, { keepFor: '24h' })
  await loom.push(fresh)
  for (const task of await loom.popMany(Download, 10)) await task.finish({ path: 'y'.repeat(5_000) })
  await dag.finished()
  await context.untilResolved()
  await context.advance('90m')

  await untilGone(
    raw,
    old.map(({ id }) => id),
  )
  expect(await loom.get(pinned)).toMatchObject({ state: 'FINISHED' })
  expect(await loom.get(kept)).toMatchObject({ state: 'FINISHED' })
  expect(await loom.get(fresh)).toMatchObject({ state: 'CREATED' })
  expect((await loom.pop(Resize))?.dependencies.source.path).toHaveLength(5_000)
  // The record of the DAG outlives its tasks by an hour, so that there is an answer.
  expect(await dag.finished()).toMatchObject({ outcome: 'FINISHED', counts: { FINISHED: 2 } })
}, 200_000)
