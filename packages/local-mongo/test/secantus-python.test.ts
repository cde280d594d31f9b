import { mkdir, readFile, rm, utimes } from 'node:fs/promises'
import { dirname } from 'node:path'

import { expect, test } from 'vitest'

import { secantusPythonFolder } from '../src/cache.ts'
import { startLocalMongo } from '../src/index.ts'
import { withLock } from '../src/lock.ts'
import { fakePython, type Machine, makeMachine, writeProgram } from './support/machine.ts'

async function machineWithPython(): Promise<Machine> {
  const machine = await makeMachine()
  await writeProgram(`${machine.programs}/python3`, fakePython)
  return machine
}

function onlyPython(machine: Machine, more: Record<string, string> = {}) {
  const FAKE_LOG = `${machine.folder}/log`
  return machine.options({ TASKLOOM_LOCAL_MONGO: 'secantus-python', FAKE_LOG, ...more })
}

async function logOf(machine: Machine): Promise<string[]> {
  const log = await readFile(`${machine.folder}/log`, 'utf8').catch(() => '')
  return log.split('\n').filter(Boolean)
}

test('found: installed once with progress, and taken from the cache the next time', async () => {
  await using machine = await machineWithPython()
  for (let time = 1; time <= 2; time += 1) {
    await using mongo = await startLocalMongo(onlyPython(machine))
    expect(mongo.kind).toBe('secantus-python')
  }
  expect(await logOf(machine)).toEqual(['venv', 'pip'])
  expect(machine.messages.map((line) => machine.normalize(line))).toEqual([
    'SecantusDB from PyPI: making a virtual environment in <machine>/.cache/taskloom/secantusdb-0.7.0b3',
    'SecantusDB from PyPI: installing (once, about 20 s)',
    'SecantusDB from PyPI: Collecting secantusdb==0.7.0b3',
  ])
})

test('found: TASKLOOM_PYTHON names the Python', async () => {
  await using machine = await makeMachine()
  const TASKLOOM_PYTHON = `${machine.folder}/elsewhere/python`
  await writeProgram(TASKLOOM_PYTHON, fakePython)
  await using mongo = await startLocalMongo(onlyPython(machine, { TASKLOOM_PYTHON }))
  expect(mongo.kind).toBe('secantus-python')
})

test('found: an old Python is passed over for a newer one of another name', async () => {
  await using machine = await makeMachine()
  await writeProgram(`${machine.programs}/python3`, `console.log('version 3 9')`)
  await writeProgram(`${machine.programs}/python3.13`, fakePython)
  await using mongo = await startLocalMongo(onlyPython(machine))
  expect(mongo.kind).toBe('secantus-python')
})

test.for([
  ['too old', { FAKE_PYTHON_VERSION: '3 9' }],
  ['without venv', { FAKE_PYTHON: 'no-venv' }],
  ['pip fails', { FAKE_PYTHON: 'pip-fails' }],
  ['TASKLOOM_PYTHON names nothing', { TASKLOOM_PYTHON: '/nowhere/python' }],
] as const)('refused: %s', async ([, environment], { expect }) => {
  await using machine = await machineWithPython()
  const started = startLocalMongo(onlyPython(machine, environment))
  expect(await machine.failure(started)).toMatchSnapshot()
})

test('broken half-way: an environment without its mark of completion is made anew', async () => {
  await using machine = await machineWithPython()
  await (await startLocalMongo(onlyPython(machine))).stop()
  await rm(`${secantusPythonFolder({ HOME: machine.folder })}/taskloom-complete`)
  await (await startLocalMongo(onlyPython(machine))).stop()
  expect(await logOf(machine)).toEqual(['venv', 'pip', 'venv', 'pip'])
})

test('broken half-way: the lock of a process that is gone is taken over', async () => {
  await using machine = await machineWithPython()
  const lock = `${secantusPythonFolder({ HOME: machine.folder })}.lock`
  await mkdir(lock, { recursive: true })
  const longAgo = new Date(Date.now() - 3_600_000)
  await utimes(lock, longAgo, longAgo)
  await using mongo = await startLocalMongo(onlyPython(machine))
  expect(mongo.kind).toBe('secantus-python')
})

test('two at once: one installs, the other waits for it', async () => {
  await using machine = await machineWithPython()
  const options = onlyPython(machine)
  const [one, other] = await Promise.all([startLocalMongo(options), startLocalMongo(options)])
  await Promise.all([one.stop(), other.stop()])
  expect(await logOf(machine)).toEqual(['venv', 'pip'])
})

test('slow: while another process installs, that is said, and waited for', async () => {
  await using machine = await machineWithPython()
  const file = `${secantusPythonFolder({ HOME: machine.folder })}.lock`
  await mkdir(dirname(file), { recursive: true })
  const starting = await withLock({ file, onWait: () => {} }, async () => {
    const started = startLocalMongo(onlyPython(machine))
    const waits = 'another process installs SecantusDB at this moment; waiting for it'
    await expect.poll(() => machine.messages, { timeout: 15_000 }).toEqual([waits])
    return { started }
  })
  await using mongo = await starting.started
  expect(mongo.kind).toBe('secantus-python')
})
