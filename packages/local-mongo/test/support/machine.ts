import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { cacheRoot } from '../../src/cache.ts'
import type { StartOptions } from '../../src/index.ts'

/** A made-up machine: a PATH with nothing but what the test puts there, a home and an empty cache. */
export interface Machine extends AsyncDisposable {
  readonly folder: string
  /** The one folder of the PATH. */
  readonly programs: string
  readonly cache: string
  readonly messages: string[]
  /** Options for `startLocalMongo` on this machine, with more environment variables. */
  options(more?: Record<string, string>, rest?: StartOptions): StartOptions
  /** Replaces this machine's folder by a name that is the same in every run. */
  normalize(text: string): string
  /** The message, normalized, of an attempt that must fail. */
  failure(attempt: Promise<unknown>): Promise<string>
}

/** Makes a machine; it goes, with all its files, when the test is over. */
export async function makeMachine(): Promise<Machine> {
  const folder = await mkdtemp(join(tmpdir(), 'taskloom-machine-'))
  const programs = join(folder, 'programs')
  const temporary = join(folder, 'tmp')
  await mkdir(programs)
  await mkdir(temporary)
  const environment = { PATH: programs, HOME: folder, TMPDIR: temporary }
  const messages: string[] = []
  const normalize = (text: string) => text.replaceAll(folder, '<machine>')
  return {
    folder,
    programs,
    cache: cacheRoot(environment),
    messages,
    options: (more = {}, rest = {}) => ({
      environment: { ...environment, ...more },
      onMessage: (line) => messages.push(line),
      startMilliseconds: 20_000,
      ...rest,
    }),
    normalize,
    async failure(attempt) {
      const outcome = await attempt.catch((error: unknown) => error)
      if (outcome instanceof Error) return normalize(outcome.message)
      throw new Error('The attempt was to fail, and succeeded.')
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  }
}

/** Writes an executable program in JavaScript. */
export async function writeProgram(file: string, code: string): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, `#!${process.execPath}\n${code}\n`)
  await chmod(file, 0o755)
}

/** The code of a program that is the fake server of this folder. */
export const fakeServer = `import(${JSON.stringify(new URL('fake-server.mjs', import.meta.url).href)})`

/** The code of a program that is the fake Python of this folder. */
export const fakePython = `import(${JSON.stringify(new URL('fake-python.mjs', import.meta.url).href)})`
