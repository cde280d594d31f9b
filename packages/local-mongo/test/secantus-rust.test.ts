import { expect, test } from 'vitest'

import { secantusRustFolder } from '../src/cache.ts'
import { startLocalMongo } from '../src/index.ts'
import { fakeServer, makeMachine, writeProgram } from './support/machine.ts'

const onlyRust = { TASKLOOM_LOCAL_MONGO: 'secantus-rust' }

test('found on the PATH, in both topologies', async () => {
  await using machine = await makeMachine()
  await writeProgram(`${machine.programs}/secantusd-rs`, fakeServer)
  await using replicaSet = await startLocalMongo(machine.options(onlyRust))
  expect(replicaSet.kind).toBe('secantus-rust')
  expect(replicaSet.uri).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\/\?replicaSet=fake$/)
  await using standalone = await startLocalMongo(machine.options(onlyRust, { topology: 'standalone' }))
  expect(standalone.uri).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\/$/)
})

test('found in the cache folder', async () => {
  await using machine = await makeMachine()
  const TASKLOOM_CACHE = `${machine.folder}/my-cache`
  await writeProgram(`${secantusRustFolder({ TASKLOOM_CACHE })}/bin/secantusd-rs`, fakeServer)
  await using mongo = await startLocalMongo(machine.options({ ...onlyRust, TASKLOOM_CACHE }))
  expect(mongo.description).toContain('my-cache')
})

test('refused: where cargo is there, the message names the build', async () => {
  await using machine = await makeMachine()
  expect(await machine.failure(startLocalMongo(machine.options(onlyRust)))).not.toContain('mongo:fast')
  await writeProgram(`${machine.programs}/cargo`, '')
  expect(await machine.failure(startLocalMongo(machine.options(onlyRust)))).toContain('`npm run mongo:fast`')
})

test('broken: a server that dies is no reason to give up the chain', async () => {
  await using machine = await makeMachine()
  await writeProgram(`${machine.programs}/secantusd-rs`, 'process.exit(9)')
  const message = await machine.failure(
    startLocalMongo(machine.options({ MONGOMS_RUNTIME_DOWNLOAD: 'false' })),
  )
  expect(message).toMatch(/secantusd-rs: .* ended with code 9 before it was ready/)
  expect(message).toMatch(/SecantusDB from PyPI: it needs Python/)
})
