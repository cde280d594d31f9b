// Builds and packs the SDK and the inspector and looks at the tarballs as their users will. `npm run check:package`.
// Both: publint and the types of their entries. The SDK: a small program that installs nothing else and is compiled by
// three versions of TypeScript. The inspector, which brings a built client: what it weighs, unpacked.
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = process.cwd()
const sdk = join(root, 'packages/sdk')
const folder = mkdtempSync(join(tmpdir(), 'taskloom-package-'))
/** In bytes. */
const heaviestInspector = 2_500_000

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`
const run = (command, args, cwd = root) => execFileSync(command, args, { cwd, stdio: 'inherit' })

try {
  compileConsumer(unpack('sdk'))
  weigh(unpack('inspector'))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Builds, packs and looks at a package. Returns the folder with what is in its tarball. */
function unpack(name) {
  const place = join(folder, name)
  mkdirSync(place)
  rmSync(join(root, 'packages', name, 'dist'), { recursive: true, force: true })
  const pnpm = ['scripts/run.mjs', 'pnpm', '--filter', `@taskloom/${name}`]
  run('node', [...pnpm, 'run', 'build'])
  run('node', [...pnpm, 'pack', '--pack-destination', place])
  const tarball = join(
    place,
    readdirSync(place).find((file) => file.endsWith('.tgz')),
  )
  run('publint', ['--strict', tarball])
  run('attw', ['--profile', 'esm-only', tarball])
  run('tar', ['-xzf', tarball, '-C', place])
  return join(place, 'package')
}

/** The consumer sees the unpacked SDK, zod, mongodb and the types of Node, and nothing of the workspace. */
function compileConsumer(unpacked) {
  const consumer = join(folder, 'consumer')
  const modules = join(consumer, 'node_modules')
  mkdirSync(join(modules, '@types'), { recursive: true })
  cpSync(unpacked, join(modules, '@taskloom/sdk'), { recursive: true })
  for (const name of ['zod', 'mongodb', '@types/node'])
    symlinkSync(join(sdk, 'node_modules', name), join(modules, name))
  cpSync(join(sdk, 'test/consumer'), consumer, { recursive: true })
  writeFileSync(join(consumer, 'package.json'), '{ "type": "module" }\n')
  for (const compiler of ['typescript-5', 'typescript-6', 'typescript']) {
    run(process.execPath, [join(root, 'node_modules', compiler, 'bin/tsc'), '-p', consumer], consumer)
    process.stdout.write(`The packed types compile with ${compiler}.\n`)
  }
  run(process.execPath, ['main.js'], consumer)
}

function weigh(unpacked) {
  const files = readdirSync(unpacked, { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  )
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
  const isHeavy = bytes > heaviestInspector
  process.stdout.write(
    `The inspector, unpacked: ${files.length} files, ${megabytes(bytes)} of ${megabytes(heaviestInspector)}${isHeavy ? ', too heavy' : ''}\n`,
  )
  if (isHeavy) process.exitCode = 1
}
