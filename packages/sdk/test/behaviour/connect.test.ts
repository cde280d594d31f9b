import { inspect } from 'node:util'

import { connect, type Loom } from '@taskloom/sdk'
import { MongoClient } from 'mongodb'
import { afterEach, expect, test, vi } from 'vitest'

import { Job, jobs } from '../support/jobs.ts'
import { containing } from '../support/matchers.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom, uri } from '../support/test-loom.ts'

afterEach(() => vi.restoreAllMocks())

const database = 'taskloom-test-never-made'

const refusedOptions: readonly (readonly [string, object, string])[] = [
  ['no database', { uri }, 'database'],
  ['an empty database', { uri, database: '' }, 'database'],
  ['a database that is no string', { uri, database: 5 }, 'database'],
  ['a database with a dot', { uri, database: 'a.b' }, 'database'],
  ['a database with a space', { uri, database: 'a b' }, 'database'],
  ['neither uri nor client', { database }, 'uri'],
  ['a uri that is no string', { uri: 27017, database }, 'uri'],
  ['a uri of another kind', { uri: 'postgres://localhost', database }, 'mongodb'],
  ['a uri and a client', { uri, client: {}, database }, 'both'],
  ['a renewal of nothing', { uri, database, times: { renewal: 0 } }, 'times.renewal'],
  ['a client that is none', { client: 'mongodb://localhost', database }, 'client'],
  ['a prefix that is no string', { uri, database, prefix: 5 }, 'prefix'],
  ['a prefix with a dollar', { uri, database, prefix: '$x' }, 'prefix'],
  ['a lease that is no duration', { uri, database, times: { lease: '20 seconds' } }, 'times.lease'],
  ['a lease that is too short', { uri, database, times: { lease: '50ms' } }, 'times.lease'],
  [
    'a renewal that comes too late',
    { uri, database, times: { lease: '9s', renewal: '4s' } },
    'times.renewal',
  ],
  ['a negative sweep tick', { uri, database, times: { sweepTick: -1 } }, 'times.sweepTick'],
  ['a sweep tick of nothing', { uri, database, times: { sweepTick: 0 } }, 'times.sweepTick'],
  ['a poll without unit', { uri, database, times: { poll: '5' } }, 'times.poll'],
  ['a poll of nothing', { uri, database, times: { poll: 0 } }, 'times.poll'],
  ['a limit that is no number', { uri, database, limits: { payload: '1MB' } }, 'limits.payload'],
  ['a limit beyond a document', { uri, database, limits: { result: 17_000_000 } }, 'limits.result'],
]

test.for(refusedOptions)('connect: %s is refused with a message that names it', async ([, options, name]) => {
  // @ts-expect-error: JavaScript may pass anything
  const connecting = connect(options)
  await expect(connecting).rejects.toMatchObject({
    name: 'TaskloomError',
    code: 'INVALID_OPTION',
    message: containing(name),
  })
})

test.for([
  ['mongodb://keeper:sesame@127.0.0.1:9/?directConnection=true', 'CONNECTION_FAILED'],
  ['mongodb://keeper:ses@sesame@127.0.0.1:9', 'INVALID_OPTION'],
  ['mongodb://keeper:ses/sesame@127.0.0.1:9', 'INVALID_OPTION'],
] as const)('connect: no message has the password of an address in it (%#)', async ([wrong, code]) => {
  const error: unknown = await connect({ uri: wrong, database }).catch((problem: unknown) => problem)
  expect(error).toMatchObject({ code, message: containing('127.0.0.1:9') })
  expect(inspect(error)).not.toContain('sesame')
})

test('connect: when the set-up fails the client that was opened is closed again', async () => {
  const closed = vi.spyOn(MongoClient.prototype, 'close')
  vi.spyOn(MongoClient.prototype, 'db').mockImplementation(() => {
    throw new Error('no set-up today')
  })
  await expect(connect({ uri, database })).rejects.toThrow('no set-up today')
  expect(closed).toHaveBeenCalled()
})

test('connect: a client of your own stays open when the loom is closed', async () => {
  await using context = await testLoom()
  const client = await new MongoClient(uri).connect()
  try {
    const loom = await connect({ client, database: context.database })
    await loom.push(jobs(1))
    await loom.close()
    const answer = await client.db(context.database).collection('tasks').countDocuments()
    expect(answer).toBe(1)
  } finally {
    await client.close()
  }
})

test('connect: close() twice is one close, and `await using` does it', async () => {
  await using context = await testLoom()
  let kept: Loom | undefined
  {
    await using loom = await connect({ uri, database: context.database })
    kept = loom
  }
  await expect(Promise.all([kept.close(), kept.close()])).resolves.toEqual([undefined, undefined])
})

const uses: readonly (readonly [string, (loom: Loom) => unknown])[] = [
  ['push', (loom) => loom.push(jobs(1))],
  ['pop', (loom) => loom.pop(Job)],
  ['popMany', (loom) => loom.popMany(Job, 2)],
  ['queue', async (loom) => loom.queue(Job)],
  ['worker', async (loom) => loom.worker([Job.handle(() => 1)])],
  ['find', (loom) => loom.find(Job)],
  ['findOne', (loom) => loom.findOne(Job)],
  ['get', (loom) => loom.get(jobs(1)[0]!)],
  ['count', (loom) => loom.count(Job)],
  ['isEmpty', (loom) => loom.isEmpty(Job)],
  ['delete', (loom) => loom.delete(jobs(1)[0]!)],
  ['dag', async (loom) => loom.dag('66f000000000000000000000')],
  ['ensureIndexes', (loom) => loom.ensureIndexes()],
  ['indexDrift', (loom) => loom.indexDrift()],
  ['healed', (loom) => loom.healed()],
]

test.for(uses)('connect: %s() after close is LOOM_CLOSED', async ([, use]) => {
  await using context = await testLoom()
  const { loom } = await testLoom({ database: context.database })
  await loom.close()
  await expect(use(loom)).rejects.toMatchObject({ code: 'LOOM_CLOSED' })
})

test('connect: a DAG whose loom is closed says LOOM_CLOSED, also to those who wait for it already', async () => {
  await using context = await testLoom()
  const { loom } = await testLoom({ database: context.database })
  const dag = await loom.push(jobs(1))
  const waiting = Promise.allSettled([dag.finished()])
  await loom.close()
  expect(await waiting).toMatchObject([{ reason: { code: 'LOOM_CLOSED' } }])
  await expect(dag.counts()).rejects.toMatchObject({ code: 'LOOM_CLOSED' })
})

test('connect: a prefix separates two looms in one database', async () => {
  await using context = await testLoom()
  await using shop = await connect({ uri, database: context.database, prefix: 'shop_', sweeper: false })
  await using raw = await rawDatabase(context)
  const node = Job({ number: 1 })
  await shop.push(node)
  expect(await context.loom.pop(Job)).toBeNull()
  expect(await context.loom.get(node)).toBeUndefined()
  // A node remembers where it was pushed: elsewhere it is a new one.
  await context.loom.push(node)
  await (await context.loom.pop(Job))?.finish(1)
  expect(await shop.get(node)).toMatchObject({ state: 'CREATED' })
  const names = (await raw.db.listCollections().toArray()).map(({ name }) => name)
  expect(names.filter((name) => name.endsWith('tasks')).toSorted()).toEqual(['shop_tasks', 'tasks'])
})

test('connect: the indexes are created unless told not to, and the drift says what is missing', async () => {
  await using context = await testLoom()
  expect(await context.loom.indexDrift()).toEqual([])
  await using bare = await connect({
    uri,
    database: context.database,
    prefix: 'bare_',
    ensureIndexes: false,
    sweeper: false,
  })
  const drift = await bare.indexDrift()
  expect(drift.filter(({ problem }) => problem === 'missing').map(({ index }) => index)).toContain('hot')
  await bare.ensureIndexes()
  await bare.ensureIndexes()
  expect(await bare.indexDrift()).toEqual([])
})

test('connect: several connections may set up one database at the same time', async () => {
  await using context = await testLoom()
  const options = { uri, database: context.database, prefix: 'many_' }
  const looms = await Promise.all(Array.from({ length: 4 }, () => connect(options)))
  expect(await looms[0]?.indexDrift()).toEqual([])
  await Promise.all(looms.map((loom) => loom.close()))
})
