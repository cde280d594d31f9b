// Tests of code that uses Taskloom: a database of its own, time that can be moved on, and no sleeps. Any test runner
// will do; here plain assertions stand in for one.
import assert from 'node:assert/strict'

import { startLocalMongo } from '@taskloom/local-mongo'
import { defineTask, direct } from '@taskloom/sdk'
import { createTestLoom } from '@taskloom/sdk/testing'
import { z } from 'zod'

const Reserve = defineTask({
  name: 'reserve',
  schema: z.object({ seat: z.string() }),
  result: z.object({ code: z.string() }),
  expiresIn: '1h',
})
const Confirm = defineTask({
  name: 'confirm',
  schema: z.null(),
  dependsOn: { reservation: direct(Reserve) },
})

await using mongo = await startLocalMongo()

async function aReservationIsConfirmed(): Promise<void> {
  await using test = await createTestLoom({ uri: mongo.uri })
  const reservation = Reserve({ seat: '12A' })
  await test.loom.push(Confirm(null, { dependsOn: { reservation } }))
  assert.equal(await test.loom.pop(Confirm), null)
  const task = await test.loom.pop(Reserve)
  await task?.finish({ code: 'XYZ' })
  await test.untilResolved()
  const confirm = await test.loom.pop(Confirm)
  assert.deepEqual(confirm?.dependencies, { reservation: { code: 'XYZ' } })
  console.log('a reservation is confirmed: passed')
}

async function aReservationExpires(): Promise<void> {
  await using test = await createTestLoom({ uri: mongo.uri })
  const reservation = Reserve({ seat: '12A' })
  const confirm = Confirm(null, { dependsOn: { reservation } })
  await test.loom.push(confirm)
  await test.advance('2h')
  await test.sweep()
  await test.waitFor(reservation, 'EXPIRED')
  await test.waitFor(confirm, 'FAILED')
  console.log('a reservation expires: passed')
}

await aReservationIsConfirmed()
await aReservationExpires()

// Output:
// a reservation is confirmed: passed
// a reservation expires: passed
