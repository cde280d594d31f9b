// Transactions: what you write, and the task that follows from it, are there together or not at all.
import { connect, defineTask, TaskloomError } from '@taskloom/sdk'
import type { ClientSession } from 'mongodb'
import { z } from 'zod'

import { exampleDatabase } from './support/example-database.ts'

const Ship = defineTask({ name: 'ship', schema: z.object({ order: z.string() }), result: z.string() })

await using example = await exampleDatabase()
const { client, database } = example
await using loom = await connect({ client, database }) // a session belongs to its client, so bring your own
const orders = client.db(database).collection<{ _id: string; parcel?: string }>('orders')
await orders.insertOne({ _id: 'earlier' })

const inTransaction = (act: (session: ClientSession) => Promise<unknown>): Promise<unknown> =>
  client.withSession((session) => session.withTransaction(() => act(session)))

async function buy(order: string, isPaid: boolean): Promise<void> {
  await inTransaction(async (session) => {
    await loom.push(Ship({ order }), { session })
    await orders.insertOne({ _id: order }, { session })
    if (!isPaid) throw new Error(`${order} is not paid.`)
  })
}

try {
  await buy('a-1', true)
  await buy('b-2', false).catch((error: unknown) => console.log(String(error)))
  const task = await loom.pop(Ship)
  await inTransaction(async (session) => {
    await task?.finish('parcel 7', { session })
    await orders.updateOne({ _id: 'a-1' }, { $set: { parcel: 'parcel 7' } }, { session })
  })
  const [ship] = await loom.find(Ship)
  console.log(ship?.payload.order, ship?.state, (await orders.findOne({ _id: 'a-1' }))?.parcel)
  console.log(await orders.countDocuments(), 'orders and', await loom.count(Ship), 'task')
} catch (error) {
  if (!(error instanceof TaskloomError) || error.code !== 'TRANSACTIONS_UNAVAILABLE') throw error
  console.log('This MongoDB is a standalone server: start it as a replica set.')
}

// Output:
// Error: b-2 is not paid.
// a-1 FINISHED parcel 7
// 2 orders and 1 task
