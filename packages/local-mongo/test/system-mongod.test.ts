import { readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { startLocalMongo } from '../src/index.ts'
import { fakeServer, type Machine, makeMachine, writeProgram } from './support/machine.ts'

const onlyMongod = { TASKLOOM_LOCAL_MONGO: 'mongod' }

async function machineWithMongod(): Promise<Machine> {
  const machine = await makeMachine()
  await writeProgram(`${machine.programs}/mongod`, fakeServer)
  return machine
}

test('found on the PATH: started as an initiated replica set of one', async () => {
  await using machine = await machineWithMongod()
  await using mongo = await startLocalMongo(machine.options())
  expect(mongo.kind).toBe('mongod')
  expect(mongo.uri).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\/\?replicaSet=taskloom$/)
  expect(machine.normalize(mongo.description)).toBe(
    'mongod (<machine>/programs/mongod), version 8.0.4, replica-set',
  )
})

test('found on the PATH: started without replication where a standalone is wanted', async () => {
  await using machine = await machineWithMongod()
  await using mongo = await startLocalMongo(machine.options({}, { topology: 'standalone' }))
  expect(mongo.uri).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\/$/)
  expect(mongo.description).toMatch(/standalone$/)
})

test('found: MONGOMS_SYSTEM_BINARY comes before the PATH', async () => {
  await using machine = await machineWithMongod()
  const MONGOMS_SYSTEM_BINARY = `${machine.folder}/elsewhere/my-mongod`
  await writeProgram(MONGOMS_SYSTEM_BINARY, fakeServer)
  await using mongo = await startLocalMongo(machine.options({ MONGOMS_SYSTEM_BINARY }))
  expect(mongo.description).toContain('my-mongod')
})

test.for([
  ['MONGOMS_SYSTEM_BINARY names nothing', { MONGOMS_SYSTEM_BINARY: '/nowhere/mongod' }],
  ['too old', { FAKE_VERSION: '4.4.29' }],
  ['no version', { FAKE_VERSION: '?' }],
  ['dies at its start', { FAKE_SERVER: 'dies' }],
] as const)('refused: %s', async ([, environment], { expect }) => {
  await using machine = await machineWithMongod()
  const started = startLocalMongo(machine.options({ ...onlyMongod, ...environment }))
  expect(await machine.failure(started)).toMatchSnapshot()
})

test('slow: one that never answers is given up and ended', async () => {
  await using machine = await machineWithMongod()
  const environment = { ...onlyMongod, FAKE_SERVER: 'silent' }
  const started = startLocalMongo(machine.options(environment, { startMilliseconds: 500 }))
  await expect(started).rejects.toThrow(/did not answer within 0\.5 s/)
})

test('broken half-way: when its port was taken meanwhile, another is tried', async () => {
  await using machine = await machineWithMongod()
  const FAKE_STATE = `${machine.folder}/taken`
  await using mongo = await startLocalMongo(machine.options({ FAKE_SERVER: 'port-taken', FAKE_STATE }))
  expect(machine.normalize(machine.messages.join('\n'))).toBe(
    'mongod (<machine>/programs/mongod): the port was taken meanwhile, trying another',
  )
  expect(mongo.uri).not.toContain(await readFile(FAKE_STATE, 'utf8'))
})
