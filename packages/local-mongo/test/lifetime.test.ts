import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'

import { expect, test } from 'vitest'

import { startLocalMongo } from '../src/index.ts'
import { dataFoldersParent, readOwner } from '../src/server/data-folder.ts'
import { fakePython, fakeServer, type Machine, makeMachine, writeProgram } from './support/machine.ts'
import { isRunning, runTypeScript, waitUntilGone } from './support/running.ts'

const waits = 'start-and-wait.ts'

async function machineWithMongod(): Promise<Machine> {
  const machine = await makeMachine()
  await writeProgram(`${machine.programs}/mongod`, fakeServer)
  return machine
}

function environmentOf(machine: Machine, more: Record<string, string> = {}) {
  return machine.options(more).environment ?? {}
}

async function dataFolders(machine: Machine): Promise<string[]> {
  return await readdir(dataFoldersParent(environmentOf(machine))).catch(() => [])
}

async function ownerOf(machine: Machine) {
  const parent = dataFoldersParent(environmentOf(machine))
  await expect
    .poll(async () => await readOwner(`${parent}/${(await dataFolders(machine))[0]}/owner.json`), {
      timeout: 15_000,
    })
    .toBeDefined()
  const owner = await readOwner(`${parent}/${(await dataFolders(machine))[0]}/owner.json`)
  return owner ?? { supervisor: 0, server: 0 }
}

test.for(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  'a server ends with a parent that is ended by %s, and its data goes',
  async (signal, { expect }) => {
    await using machine = await machineWithMongod()
    const parent = runTypeScript(waits, environmentOf(machine))
    const server = Number.parseInt(await parent.line(), 10)
    const { supervisor } = await ownerOf(machine)
    expect([server, supervisor].every(isRunning)).toBe(true)
    await parent.end(signal)
    await waitUntilGone(server, supervisor)
    expect(await dataFolders(machine)).toEqual([])
  },
)

test('a server that does not heed SIGTERM ends too', async () => {
  await using machine = await machineWithMongod()
  const parent = runTypeScript(waits, environmentOf(machine, { FAKE_SERVER: 'stubborn' }))
  const server = Number.parseInt(await parent.line(), 10)
  await parent.end('SIGKILL')
  await waitUntilGone(server)
  await expect.poll(() => dataFolders(machine), { timeout: 30_000 }).toEqual([])
})

test('a running server does not keep its parent from ending', async () => {
  await using machine = await machineWithMongod()
  const parent = runTypeScript('start-and-end.ts', environmentOf(machine))
  const server = Number.parseInt(await parent.line(), 10)
  await waitUntilGone(parent.pid, server)
  expect(await parent.ended).toBe(0)
})

test('Ctrl-C while a server starts leaves no process behind', async () => {
  await using machine = await machineWithMongod()
  const parent = runTypeScript(waits, environmentOf(machine, { FAKE_SERVER: 'silent' }))
  const { supervisor, server } = await ownerOf(machine)
  await parent.end('SIGINT')
  await waitUntilGone(supervisor, server)
  expect(await dataFolders(machine)).toEqual([])
})

test('Ctrl-C while pip installs leaves no process behind, and the next start installs anew', async () => {
  await using machine = await makeMachine()
  await writeProgram(`${machine.programs}/python3`, fakePython)
  const FAKE_STATE = `${machine.folder}/pids`
  const onlyPython = { TASKLOOM_LOCAL_MONGO: 'secantus-python' }
  const hanging = environmentOf(machine, { ...onlyPython, FAKE_PYTHON: 'pip-hangs', FAKE_STATE })
  const parent = runTypeScript(waits, hanging)
  await expect.poll(() => readFile(FAKE_STATE, 'utf8').catch(() => ''), { timeout: 15_000 }).toMatch(/ \d/)
  const pids = (await readFile(FAKE_STATE, 'utf8')).split(' ').map(Number)
  expect(pids.every(isRunning)).toBe(true)
  await parent.end('SIGINT')
  await waitUntilGone(...pids)
  await using mongo = await startLocalMongo(machine.options(onlyPython))
  expect(mongo.kind).toBe('secantus-python')
})

test('stop ends the server and removes its data, also when called twice', async () => {
  await using machine = await machineWithMongod()
  const mongo = await startLocalMongo(machine.options())
  await mongo.stop()
  await mongo.stop()
  expect(isRunning(mongo.pid ?? 0)).toBe(false)
  expect(await dataFolders(machine)).toEqual([])
})

test('data of runs that are gone is swept at the next start, data of living ones is not', async () => {
  await using machine = await machineWithMongod()
  const parent = dataFoldersParent(environmentOf(machine))
  const gone = runTypeScript('start-and-end.ts', environmentOf(machine))
  await gone.line()
  await waitUntilGone(gone.pid)
  await using first = await startLocalMongo(machine.options())
  const living = await dataFolders(machine)
  await mkdir(`${parent}/${gone.pid}-stale/data`, { recursive: true })
  await writeFile(`${parent}/${gone.pid}-stale/data/WiredTiger.lock`, '')
  await mkdir(`${parent}/${gone.pid}-served`, { recursive: true })
  await writeFile(
    `${parent}/${gone.pid}-served/owner.json`,
    JSON.stringify({ supervisor: process.pid, server: first.pid }),
  )
  await using second = await startLocalMongo(machine.options())
  const left = await dataFolders(machine)
  expect(left).toEqual(expect.arrayContaining([...living, `${gone.pid}-served`]))
  expect(left).not.toContain(`${gone.pid}-stale`)
  expect(second.pid).not.toBe(first.pid)
})

test('a started server listens on loopback alone', async () => {
  await using mongo = await startLocalMongo({ environment: { ...process.env, MONGODB_URI: undefined } })
  const port = Number(new URL(mongo.uri).port)
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
  const reached = await Promise.all(others.map(({ address }) => accepts(address, port)))
  expect(reached).toEqual(others.map(() => false))
  expect(await accepts('127.0.0.1', port)).toBe(true)
})

async function accepts(host: string, port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 })
    const answer = (accepted: boolean) => {
      socket.destroy()
      resolve(accepted)
    }
    socket.on('connect', () => answer(true))
    socket.on('error', () => answer(false))
    socket.on('timeout', () => answer(false))
  })
}
