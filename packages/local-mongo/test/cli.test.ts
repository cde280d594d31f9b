import { MongoClient } from 'mongodb'
import { expect, test } from 'vitest'

import { fakeServer, makeMachine, writeProgram } from './support/machine.ts'
import { runTypeScript } from './support/running.ts'

const cli = '../../src/cli.ts'

test('npm run mongo prints the URI on standard output, and ends the server at Ctrl-C', async () => {
  await using machine = await makeMachine()
  await writeProgram(`${machine.programs}/mongod`, fakeServer)
  const run = runTypeScript(cli, machine.options().environment ?? {})
  const uri = await run.line()
  await using client = await new MongoClient(uri).connect()
  expect(await client.db('admin').command({ hello: 1 })).toMatchObject({ setName: 'taskloom' })
  expect(machine.normalize(run.errors())).toBe(
    'mongod (<machine>/programs/mongod), version 8.0.4, replica-set\nkind: mongod\nCtrl-C ends it.\n',
  )
  expect(await run.end('SIGINT')).toBe(0)
  await expect(new MongoClient(uri, { serverSelectionTimeoutMS: 100 }).connect()).rejects.toThrow(
    /ECONNREFUSED/,
  )
})

test('npm run mongo -- --standalone', async () => {
  await using machine = await makeMachine()
  await writeProgram(`${machine.programs}/mongod`, fakeServer)
  const run = runTypeScript(cli, machine.options().environment ?? {}, ['--standalone'])
  expect(await run.line()).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\/$/)
  await run.end('SIGTERM')
})

test('where nothing works, the message alone is printed', async () => {
  await using machine = await makeMachine()
  const run = runTypeScript(cli, machine.options({ TASKLOOM_LOCAL_MONGO: 'mongod' }).environment ?? {})
  expect(await run.ended).toBe(1)
  expect(run.errors()).toMatchInlineSnapshot(`
    "No MongoDB server could be found or started. Tried, in this order:
      - installed mongod: there is none on the PATH, and MONGOMS_SYSTEM_BINARY is not set
    The shortest way out: set MONGODB_URI to a server that you have, or install MongoDB.
    "
  `)
})
