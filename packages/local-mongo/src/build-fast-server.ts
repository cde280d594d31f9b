// `npm run mongo:fast`: builds SecantusDB's Rust server into the cache folder, once.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { secantusRustFolder, secantusRustVersion } from './cache.ts'
import { findOnPath, isExecutable } from './find-on-path.ts'
import { supervise } from './server/supervise.ts'

/** Between two lines of progress. */
const progressMilliseconds = 5_000

const environment = process.env
const folder = secantusRustFolder(environment)
/** Stays after an interruption, so that the next build goes on where this one was. */
const buildFolder = join(folder, 'build')
const program = join(folder, 'bin', 'secantusd-rs')

if (await isExecutable(program)) say(`${program} is there already; nothing to do.`)
else process.exitCode = await build()

async function build(): Promise<number> {
  const cargo = await findCargo()
  if (!cargo) return refuse('cargo was not found. Install Rust (1.95 or newer), then run this again.')
  if (!(await findOnPath('cmake', environment))) {
    return refuse('cmake was not found. Install it with a C compiler, then run this again.')
  }
  say(`building secantusd-rs ${secantusRustVersion} with ${cargo}: 5 to 11 minutes on two cores, once`)
  const { code, tail } = await runCargo(cargo)
  if (code !== 0) return refuse(`the build failed with code ${code}:\n${tail}`)
  if (!(await isExecutable(program))) return refuse(`cargo reported success, but ${program} is missing.`)
  await rm(buildFolder, { recursive: true, force: true })
  say(`done: ${program}`)
  return 0
}

async function findCargo(): Promise<string | undefined> {
  const onPath = await findOnPath('cargo', environment)
  if (onPath) return onPath
  const usual = join(environment['CARGO_HOME'] ?? join(environment['HOME'] ?? '', '.cargo'), 'bin', 'cargo')
  return (await isExecutable(usual)) ? usual : undefined
}

async function runCargo(cargo: string): Promise<{ readonly code: number; readonly tail: string }> {
  const started = Date.now()
  let crates = 0
  let toldAt = started
  const run = supervise({
    command: cargo,
    args: [
      'install',
      'secantus-mdb',
      `--version=${secantusRustVersion}`,
      '--ignore-rust-version',
      `--root=${folder}`,
    ],
    environment: { ...environment, CARGO_TARGET_DIR: buildFolder },
    onLine(line) {
      if (line.trimStart().startsWith('Compiling ')) crates += 1
      if (Date.now() - toldAt < progressMilliseconds) return
      toldAt = Date.now()
      say(`${Math.round((toldAt - started) / 1_000)} s, ${crates} crates: ${line.trim().slice(0, 80)}`)
    },
  })
  return { code: await run.exited, tail: run.tail() }
}

function refuse(why: string): number {
  say(why)
  return 1
}

function say(line: string): void {
  process.stderr.write(`mongo:fast | ${line}\n`)
}
