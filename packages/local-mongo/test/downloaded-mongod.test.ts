import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { startLocalMongo } from '../src/index.ts'
import { makeMachine } from './support/machine.ts'
import { startMirror } from './support/mirror.ts'

test('found: downloaded once, and taken from the cache the next time', async () => {
  await using machine = await makeMachine()
  await using mirror = await startMirror(machine.folder)
  for (let time = 1; time <= 2; time += 1) {
    await using mongo = await startLocalMongo(machine.options(mirror.environment))
    expect(mongo.kind).toBe('downloaded-mongod')
    expect(mongo.uri).toContain('replicaSet=taskloom')
  }
  expect(mirror.requests).toEqual(['all'])
  expect(machine.messages.join('\n')).toMatch(/Downloading MongoDB "9\.0\.0": 100%/)
})

test.for(['forbids', 'hangs up', 'is silent'] as const)(
  'refused: a server that %s is not asked again within a day',
  async (mode, { expect }) => {
    await using machine = await makeMachine()
    await using mirror = await startMirror(machine.folder)
    mirror.mode = mode
    // On a slow machine the program that asks must have had the time to ask.
    const options = machine.options(mirror.environment, {
      startMilliseconds: mode === 'is silent' ? 2_000 : 20_000,
    })
    const first = await machine.failure(startLocalMongo(options))
    const second = await machine.failure(startLocalMongo(options))
    expect(mirror.requests).toEqual(['all'])
    expect(first).toMatch(/downloaded mongod: .*(403|socket hang up|no answer for 2 s)/)
    expect(second).toMatch(/minutes ago; to try again before a day has passed, delete <machine>/)
  },
)

test('refused: asked again when forced, with other settings, and with a damaged note', async () => {
  await using machine = await makeMachine()
  await using mirror = await startMirror(machine.folder)
  mirror.mode = 'forbids'
  await machine.failure(startLocalMongo(machine.options(mirror.environment)))
  const forced = { ...mirror.environment, TASKLOOM_LOCAL_MONGO: 'downloaded-mongod' }
  await machine.failure(startLocalMongo(machine.options(forced)))
  await machine.failure(startLocalMongo(machine.options({ ...mirror.environment, MONGOMS_VERSION: '9.0.1' })))
  await writeFile(`${machine.cache}/mongod-download-refused.json`, '{"refused":')
  await machine.failure(startLocalMongo(machine.options(mirror.environment)))
  expect(mirror.requests).toHaveLength(4)
})

test('refused: asked again after a day', async () => {
  await using machine = await makeMachine()
  await using mirror = await startMirror(machine.folder)
  mirror.mode = 'forbids'
  await machine.failure(startLocalMongo(machine.options(mirror.environment)))
  const note = `${machine.cache}/mongod-download-refused.json`
  const settings = Object.entries(mirror.environment).map(([name, value]) => `${name}=${value}`)
  const dayAndMinute = (24 * 60 + 1) * 60_000
  const at = Date.now() - dayAndMinute
  await writeFile(
    note,
    JSON.stringify({ refused: 'Status 403', at, settings: settings.toSorted().join('\n') }),
  )
  await machine.failure(startLocalMongo(machine.options(mirror.environment)))
  expect(mirror.requests).toHaveLength(2)
})

test.for(['cuts off', 'stalls'] as const)(
  'broken half-way: when the server %s, the next start goes on where the download was',
  async (mode, { expect }) => {
    await using machine = await makeMachine()
    await using mirror = await startMirror(machine.folder)
    mirror.mode = mode
    const impatient = machine.options(mirror.environment, {
      startMilliseconds: mode === 'stalls' ? 2_500 : 20_000,
    })
    const message = await machine.failure(startLocalMongo(impatient))
    expect(message).toMatch(/downloaded mongod: .*(aborted|stood still)/)
    mirror.mode = 'serves'
    await using mongo = await startLocalMongo(machine.options(mirror.environment))
    expect(mongo.kind).toBe('downloaded-mongod')
    expect(mirror.requests).toEqual(['all', expect.stringMatching(/^bytes=[1-9]\d*-$/)])
  },
)

test('broken half-way: a damaged archive is thrown away and fetched anew', async () => {
  await using machine = await makeMachine()
  await using mirror = await startMirror(machine.folder)
  mirror.mode = 'serves a damaged file'
  expect(await machine.failure(startLocalMongo(machine.options(mirror.environment)))).toMatch(/md5/i)
  expect(await readdir(`${machine.cache}/mongodb-binaries`)).toEqual([])
  mirror.mode = 'serves'
  await using mongo = await startLocalMongo(machine.options(mirror.environment))
  expect(mongo.kind).toBe('downloaded-mongod')
})

test('broken half-way: locks of killed processes do not count', async () => {
  await using machine = await makeMachine()
  await using mirror = await startMirror(machine.folder)
  const folder = `${machine.cache}/mongodb-binaries`
  await mkdir(`${folder}/taskloom.lock`, { recursive: true })
  const longAgo = new Date(Date.now() - 3_600_000)
  await utimes(`${folder}/taskloom.lock`, longAgo, longAgo)
  // This process is alive, as one that got the killed one's id by chance would be.
  await writeFile(`${folder}/9.0.0.lock`, `${process.ppid} 0-0-0`)
  await using mongo = await startLocalMongo(machine.options(mirror.environment))
  expect(mongo.kind).toBe('downloaded-mongod')
})

test('two at once: one downloads, the other waits for it', async () => {
  await using machine = await makeMachine()
  await using mirror = await startMirror(machine.folder)
  const options = machine.options(mirror.environment)
  const [one, other] = await Promise.all([startLocalMongo(options), startLocalMongo(options)])
  expect([one.kind, other.kind]).toEqual(['downloaded-mongod', 'downloaded-mongod'])
  expect(mirror.requests).toEqual(['all'])
  await Promise.all([one.stop(), other.stop()])
})
