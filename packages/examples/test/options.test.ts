import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, expect, test, vi } from 'vitest'

import { readLockfile } from '../src/demo/lockfile/read-lockfile.ts'
import { readOptions } from '../src/demo/options.ts'
import { emptyProject, lockfileOf } from './support/fixture-project.ts'
import { packageFolder, workspace } from './support/run-script.ts'

afterEach(() => vi.unstubAllEnvs())

test('without options, the lockfile of this workspace is read by two workers', () => {
  expect(readOptions([])).toEqual({
    lockfile: join(workspace, 'pnpm-lock.yaml'),
    workers: 2,
    top: 10,
    stay: false,
    json: false,
  })
})

test('the lockfile is a file, or a folder that has one; a path begins where it was typed', () => {
  expect(readOptions(['--lockfile', workspace]).lockfile).toBe(join(workspace, 'pnpm-lock.yaml'))
  vi.stubEnv('npm_lifecycle_event', 'demo')
  vi.stubEnv('INIT_CWD', packageFolder)
  const { lockfile } = readOptions(['--lockfile', 'test/fixtures/cyclic-lock.yaml'])
  expect(lockfile).toBe(join(packageFolder, 'test/fixtures/cyclic-lock.yaml'))
})

test.each([
  [['--workers', '0'], '--workers takes a whole number from 1 to 16, and was given "0".'],
  [['--workers', '1.5'], '--workers takes a whole number from 1 to 16, and was given "1.5".'],
  [['--top', 'ten'], '--top takes a whole number from 1 to 100000, and was given "ten".'],
  [['--lockfiel', 'x'], "Unknown option '--lockfiel'"],
  [['here'], "Unexpected argument 'here'"],
])('%s is refused', (args, message) => {
  expect(() => readOptions(args)).toThrow(message)
})

test('a mistake with the options is answered with all of them', () => {
  expect(() => readOptions(['--lockfiel', 'x'])).toThrow('--lockfile <path>')
})

test.each([
  ['nowhere.yaml', 'nowhere.yaml cannot be read: there is no such file.'],
  ['package.json', 'package.json cannot be used: it is not a lockfile of pnpm.'],
  ['src', 'src cannot be read: EISDIR'],
])('as a lockfile, %s is refused', async (file, message) => {
  await expect(readLockfile(join(packageFolder, file))).rejects.toThrow(message)
})

test('a lockfile of another version, and one without packages, are refused', async () => {
  await using project = await emptyProject()
  const file = lockfileOf(project)
  await writeFile(file, "lockfileVersion: '6.0'\n")
  await expect(readLockfile(file)).rejects.toThrow(
    `${file} cannot be used: its version is 6.0, and the demo reads version 9. Let pnpm 9 or 10 write it anew: pnpm install --lockfile-only.`,
  )
  await writeFile(file, "lockfileVersion: '9.0'\n")
  await expect(readLockfile(file)).rejects.toThrow(`${file} lists no packages: there is nothing to measure.`)
})
