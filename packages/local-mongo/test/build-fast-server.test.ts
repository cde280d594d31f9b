import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { secantusRustFolder, secantusRustVersion } from '../src/cache.ts'
import { startLocalMongo } from '../src/index.ts'
import { fakeServer, type Machine, makeMachine, writeProgram } from './support/machine.ts'
import { isRunning, runTypeScript, waitUntilGone } from './support/running.ts'

function build(machine: Machine, more: Record<string, string> = {}) {
  return runTypeScript('../../src/build-fast-server.ts', machine.options(more).environment ?? {})
}

/** Writes a cargo and a cmake; `cargo` is the code that cargo runs instead of compiling. */
async function machineWithCargo(cargo: string): Promise<Machine> {
  const machine = await makeMachine()
  await writeProgram(`${machine.programs}/cmake`, '')
  await writeProgram(
    `${machine.programs}/cargo`,
    `const fs = require('node:fs')
     const root = process.argv.find((argument) => argument.startsWith('--root=')).slice(7)
     fs.mkdirSync(process.env.CARGO_TARGET_DIR, { recursive: true })
     ${cargo}`,
  )
  return machine
}

const compiles = `
  fs.mkdirSync(root + '/bin', { recursive: true })
  fs.writeFileSync(root + '/arguments', process.argv.slice(2).join(' '))
  fs.writeFileSync(root + '/bin/secantusd-rs', ${JSON.stringify(`#!${process.execPath}\n${fakeServer}\n`)}, { mode: 0o755 })`

test('builds the server into the cache folder, once, and the chain finds it there', async () => {
  await using machine = await machineWithCargo(compiles)
  expect(await build(machine).ended).toBe(0)
  const folder = secantusRustFolder({ HOME: machine.folder })
  expect(machine.normalize(await readFile(`${folder}/arguments`, 'utf8'))).toBe(
    `install secantus-mdb --version=${secantusRustVersion} --ignore-rust-version ` +
      `--root=<machine>/.cache/taskloom/secantus-mdb-${secantusRustVersion}`,
  )
  expect(existsSync(`${folder}/build`)).toBe(false)
  const again = build(machine)
  expect(await again.ended).toBe(0)
  expect(again.errors()).toContain('is there already; nothing to do')
  await using mongo = await startLocalMongo(machine.options({ TASKLOOM_LOCAL_MONGO: 'secantus-rust' }))
  expect(mongo.kind).toBe('secantus-rust')
})

test('refused: without cargo, and without cmake', async () => {
  await using machine = await makeMachine()
  const withoutCargo = build(machine)
  expect(await withoutCargo.ended).toBe(1)
  expect(withoutCargo.errors()).toContain('cargo was not found. Install Rust')
  await writeProgram(`${machine.folder}/.cargo/bin/cargo`, '')
  const withoutCmake = build(machine)
  expect(await withoutCmake.ended).toBe(1)
  expect(withoutCmake.errors()).toContain('cmake was not found. Install it')
})

test('broken: a build that fails tells why', async () => {
  await using machine = await machineWithCargo(`console.error('error: linker not found'); process.exit(101)`)
  const failed = build(machine)
  expect(await failed.ended).toBe(1)
  expect(failed.errors()).toContain('the build failed with code 101:\nerror: linker not found')
})

test('Ctrl-C ends the build and leaves what it has compiled for the next', async () => {
  await using machine = await machineWithCargo(
    `fs.writeFileSync(process.env.FAKE_STATE, String(process.pid)); setInterval(() => {}, 60_000)`,
  )
  const FAKE_STATE = `${machine.folder}/pid`
  const run = build(machine, { FAKE_STATE })
  await expect.poll(() => readFile(FAKE_STATE, 'utf8').catch(() => ''), { timeout: 15_000 }).toMatch(/\d/)
  const cargo = Number(await readFile(FAKE_STATE, 'utf8'))
  expect(isRunning(cargo)).toBe(true)
  await run.end('SIGINT')
  await waitUntilGone(cargo)
  expect(existsSync(`${secantusRustFolder({ HOME: machine.folder })}/build`)).toBe(true)
})
