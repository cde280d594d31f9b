import { connect } from '@taskloom/sdk'
import { expect, test } from 'vitest'

import { indexes } from '../../src/store/indexes.ts'
import { Download } from '../support/definitions.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom, uri } from '../support/test-loom.ts'

test('indexes: at most eight serve the engine on tasks, and the ones that purge are really TTL indexes', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const tasks = await raw.tasks.indexes()
  expect(tasks.map(({ name }) => String(name)).toSorted()).toEqual(
    ['_id_', 'dag', 'due', 'expiry', 'flags', 'hot', 'lease-end', 'purge', 'reverse'].toSorted(),
  )
  for (const name of ['tasks', 'contents', 'dags', 'pushes']) {
    const found = await raw.db.collection(name).indexes()
    expect(found.find((index) => index.name === 'purge')).toMatchObject({
      key: { purgeAt: 1 },
      expireAfterSeconds: 0,
    })
  }
})

test('indexes: the partial ones hold nothing but what their query asks for', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const found = await raw.tasks.indexes()
  const filters = found.map(({ name, partialFilterExpression }) => [name, partialFilterExpression] as const)
  expect(Object.fromEntries(filters)).toMatchObject({
    hot: { ready: true },
    'lease-end': { state: 'RUNNING' },
    expiry: { open: true },
  })
})

test('indexDrift: nothing to say of a fresh database; then what is missing, different or not declared', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  expect(await loom.indexDrift()).toEqual([])
  await raw.tasks.dropIndex('hot')
  await raw.tasks.createIndex({ name: 1 }, { name: 'mine' })
  await raw.tasks.dropIndex('lease-end')
  await raw.tasks.createIndex({ 'lease.until': 1 }, { name: 'lease-end' })
  await raw.db.collection('dags').dropIndex('purge')
  await raw.db.collection('dags').createIndex({ purgeAt: 1 }, { name: 'purge', expireAfterSeconds: 60 })
  const drift = await loom.indexDrift()
  expect(
    drift.map(({ collection, index, problem }) => [collection, index, problem].join(' ')).toSorted(),
  ).toEqual([
    'dags purge different',
    'tasks hot missing',
    'tasks lease-end different',
    'tasks mine not declared',
  ])
  expect(drift.find(({ index }) => index === 'hot')?.serves).toMatch(/^pop:/)
})

test('ensureIndexes: brings back what is missing, may be called again, and leaves what is not ours alone', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await raw.tasks.dropIndex('hot')
  await raw.tasks.createIndex({ name: 1 }, { name: 'mine' })
  await context.loom.ensureIndexes()
  await context.loom.ensureIndexes()
  expect(await context.loom.indexDrift()).toEqual([
    { collection: 'tasks', index: 'mine', problem: 'not declared' },
  ])
})

test('connect: creates the indexes unless told not to, also when many processes start at once', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await raw.db.dropDatabase()
  await using without = await connect({
    uri,
    database: context.database,
    sweeper: false,
    ensureIndexes: false,
  })
  expect(await without.indexDrift()).toHaveLength(indexes.length)
  const looms = await Promise.all(
    [1, 2, 3, 4].map(() => connect({ uri, database: context.database, sweeper: false })),
  )
  expect(await without.indexDrift()).toEqual([])
  for (const loom of looms) await loom.close()
})

test('connect: a prefix keeps the collections and indexes of two looms apart', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database, prefix: 'other-' })
  await using raw = await rawDatabase(context)
  const node = Download({ url: 'a' })
  await context.loom.push(node)
  await other.loom.push(node)
  await context.loom.delete(node)
  expect(await other.loom.get(node)).toMatchObject({ state: 'CREATED' })
  expect(await raw.db.collection('other-tasks').countDocuments()).toBe(1)
  expect(await other.loom.indexDrift()).toEqual([])
})
