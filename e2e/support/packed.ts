import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')

/** A folder outside of the workspace in which the packed SDK and inspector are installed, as a user would. */
export interface Packed extends AsyncDisposable {
  readonly folder: string
  /** The program of the inspector's tarball. */
  readonly program: string
}

/** Builds and packs the SDK and the inspector, and installs the tarballs with npm. */
export async function installPacked(): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), 'taskloom-e2e-'))
  // What the tests use of the workspace from its source must not leak into the packed programs.
  const env = { ...process.env, NODE_OPTIONS: '' }
  for (const name of ['sdk', 'inspector']) {
    const pnpm = ['scripts/run.mjs', 'pnpm', '--filter', `@taskloom/${name}`]
    await run(process.execPath, [...pnpm, 'run', 'build'], { cwd: root, env })
    await run(process.execPath, [...pnpm, 'pack', '--pack-destination', folder], { cwd: root, env })
  }
  const tarballs = (await readdir(folder)).filter((file) => file.endsWith('.tgz'))
  await writeFile(join(folder, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }\n')
  const install = [
    'install',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    ...tarballs.map((file) => `./${file}`),
  ]
  await run('npm', [...install, 'mongodb', 'zod'], { cwd: folder, env })
  return {
    folder,
    program: join(folder, 'node_modules/@taskloom/inspector/dist/server/cli.js'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
