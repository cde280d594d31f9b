import { connect, type Loom, type Worker } from '@taskloom/sdk'
import type { TestLoom } from '@taskloom/sdk/testing'
import { MongoClient, type ClientSession, type Collection } from 'mongodb'

import { internals } from '../../src/run/connect.ts'
import { AfterJob, Job } from './jobs.ts'
import { uri } from './test-loom.ts'

interface Order {
  readonly _id: string
  readonly count?: number
  readonly isFirst?: boolean
}

/** A loom on a client of its user, who keeps data of his own beside it. */
export interface ClientLoom extends AsyncDisposable {
  readonly client: MongoClient
  readonly loom: Loom
  readonly orders: Collection<Order>
  /** Does every duty of the sweeper once. */
  sweep(): Promise<void>
  /** Renews once what is held. */
  renew(): Promise<void>
  /** Runs a callback in a transaction of a session of its own. */
  inTransaction<Result>(act: (session: ClientSession) => Promise<Result>): Promise<Result>
}

export async function clientLoom({ database }: Pick<TestLoom, 'database'>): Promise<ClientLoom> {
  const client = await new MongoClient(uri).connect()
  const loom = await connect({ client, database, sweeper: false })
  const parts = internals.get(loom)
  if (parts === undefined) throw new Error('connect() did not register the loom.')
  const orders = client.db(database).collection<Order>('orders')
  await orders.updateOne({ _id: 'first' }, { $setOnInsert: { isFirst: true } }, { upsert: true })
  return {
    client,
    loom,
    orders,
    sweep: () => parts.sweeper.sweep(),
    renew: () => parts.engine.leases.renew(),
    inTransaction: (act) => client.withSession((session) => session.withTransaction(() => act(session))),
    [Symbol.asyncDispose]: async () => {
      await loom.close()
      await client.close()
    },
  }
}

/** A worker for jobs and what comes after them, until it is disposed of. */
export function runningWorker(loom: Loom): Worker & AsyncDisposable {
  const worker = loom.worker([
    Job.handle(({ payload }) => payload.number),
    AfterJob.handle(({ dependencies }) => dependencies.job),
  ])
  const running = worker.run()
  return Object.assign(worker, {
    [Symbol.asyncDispose]: async () => {
      await worker.stop()
      await running
    },
  })
}
