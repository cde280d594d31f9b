import { MongoClient } from 'mongodb'
import { expect, inject, test } from 'vitest'

test('every project gets a replica set, a standalone and a speed', async () => {
  for (const [uri, setName] of [
    [inject('mongoUri'), expect.any(String)],
    [inject('mongoStandaloneUri'), undefined],
  ] as const) {
    await using client = await new MongoClient(uri).connect()
    const hello = await client.db('admin').command({ hello: 1 })
    expect(hello['setName']).toEqual(setName)
  }
  expect(['fast', 'slow']).toContain(inject('mongoSpeed'))
})
