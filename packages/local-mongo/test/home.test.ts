import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, inject, test } from 'vitest'

import { startLocalMongo } from '../src/index.ts'
import { fakeServer, makeMachine, writeProgram } from './support/machine.ts'

test.for([
  ['mongod', 'mongod'],
  ['secantusd-rs', 'secantus-rust'],
] as const)(
  '%s: with a home it can be stopped, and started again at the same address with its data',
  async ([program, kind]) => {
    await using machine = await makeMachine()
    await writeProgram(join(machine.programs, program), fakeServer)
    const folder = join(machine.folder, 'home')
    const environment = { TASKLOOM_LOCAL_MONGO: kind }
    const first = await startLocalMongo(machine.options(environment, { home: { folder } }))
    await writeFile(join(folder, 'data'), 'of the server')
    await first.stop()
    const port = Number(new URL(first.uri).port)
    await using second = await startLocalMongo(machine.options(environment, { home: { folder, port } }))
    expect(second.uri).toBe(first.uri)
    expect(await readFile(join(folder, 'data'), 'utf8')).toBe('of the server')
  },
)

test('a given server has a home of its own, and is passed over', async () => {
  await using machine = await makeMachine()
  await writeProgram(join(machine.programs, 'mongod'), fakeServer)
  const options = machine.options(
    { MONGODB_URI: inject('mongoUri') },
    { home: { folder: `${machine.folder}/home` } },
  )
  await using mongo = await startLocalMongo(options)
  expect(mongo.kind).toBe('mongod')
  expect(machine.messages).toEqual([
    'MONGODB_URI: a server that can be stopped and started again is needed here',
  ])
})
