// Builds and packs the SDK and looks at the tarball as its users will: publint, the types of its entries, and a
// small program that installs nothing else and is compiled by three versions of TypeScript. `npm run check:package`.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = process.cwd()
const sdk = join(root, 'packages/sdk')
const folder = mkdtempSync(join(tmpdir(), 'taskloom-package-'))

const run = (command, args, cwd = root) => execFileSync(command, args, { cwd, stdio: 'inherit' })

try {
  rmSync(join(sdk, 'dist'), { recursive: true, force: true })
  run('node', ['scripts/run.mjs', 'pnpm', '--filter', '@taskloom/sdk', 'run', 'build'])
  run('node', ['scripts/run.mjs', 'pnpm', '--filter', '@taskloom/sdk', 'pack', '--pack-destination', folder])
  const tarball = join(
    folder,
    readdirSync(folder).find((file) => file.endsWith('.tgz')),
  )
  run('publint', ['--strict', tarball])
  run('attw', ['--profile', 'esm-only', tarball])
  compileConsumer(tarball)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The consumer sees the unpacked tarball, zod, mongodb and the types of Node, and nothing of the workspace. */
function compileConsumer(tarball) {
  const consumer = join(folder, 'consumer')
  const modules = join(consumer, 'node_modules')
  mkdirSync(join(modules, '@taskloom'), { recursive: true })
  mkdirSync(join(modules, '@types'))
  run('tar', ['-xzf', tarball, '-C', join(modules, '@taskloom')])
  cpSync(join(modules, '@taskloom/package'), join(modules, '@taskloom/sdk'), { recursive: true })
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
