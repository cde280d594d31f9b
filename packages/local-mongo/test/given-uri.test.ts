import { createServer } from 'node:net'

import { expect, inject, test } from 'vitest'

import { GivenServerUnreachable, startLocalMongo } from '../src/index.ts'
import { fakeServer, makeMachine, writeProgram } from './support/machine.ts'

test('found: MONGODB_URI comes before all else, and stop leaves it alone', async () => {
  await using machine = await makeMachine()
  await writeProgram(`${machine.programs}/mongod`, fakeServer)
  const MONGODB_URI = inject('mongoUri')
  for (let time = 1; time <= 2; time += 1) {
    await using mongo = await startLocalMongo(machine.options({ MONGODB_URI }))
    expect(mongo).toMatchObject({ kind: 'given', uri: MONGODB_URI })
    expect(mongo).not.toHaveProperty('pid')
  }
})

test('refused: a server of the other topology is passed over, and that is said', async () => {
  await using machine = await makeMachine()
  await writeProgram(`${machine.programs}/mongod`, fakeServer)
  const options = machine.options({ MONGODB_URI: inject('mongoStandaloneUri') }, { topology: 'replica-set' })
  await using mongo = await startLocalMongo(options)
  expect(mongo.kind).toBe('mongod')
  expect(machine.messages).toEqual(['MONGODB_URI: it names a standalone, and a replica-set is needed here'])
})

test('refused: nobody answers there, which is an error at once and no reason to start something else', async () => {
  await using machine = await makeMachine()
  await writeProgram(`${machine.programs}/mongod`, fakeServer)
  const MONGODB_URI = `mongodb://somebody:secret@127.0.0.1:1/?directConnection=true`
  const started = startLocalMongo(machine.options({ MONGODB_URI }, { startMilliseconds: 1_000 }))
  await expect(started).rejects.toBeInstanceOf(GivenServerUnreachable)
  await expect(started).rejects.toThrowErrorMatchingInlineSnapshot(
    `[GivenServerUnreachable: MONGODB_URI is set to mongodb://…@127.0.0.1:1/?directConnection=true, but no usable MongoDB server answers there: connect ECONNREFUSED 127.0.0.1:1. Start that server, correct MONGODB_URI, or unset it to have a server started for you.]`,
  )
})

test('slow: a server that accepts and never answers is given up', async () => {
  await using machine = await makeMachine()
  const silent = createServer()
  await new Promise<void>((resolve) => {
    silent.listen(0, '127.0.0.1', resolve)
  })
  const address = silent.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const MONGODB_URI = `mongodb://127.0.0.1:${port}`
  const started = startLocalMongo(machine.options({ MONGODB_URI }, { startMilliseconds: 1_000 }))
  await expect(started).rejects.toBeInstanceOf(GivenServerUnreachable)
  silent.close()
})

test('broken: a URI that is none is told as such', async () => {
  await using machine = await makeMachine()
  const started = startLocalMongo(machine.options({ MONGODB_URI: 'localhost:27017' }))
  await expect(started).rejects.toThrow(/MONGODB_URI is set to localhost:27017.*Invalid scheme/)
})
