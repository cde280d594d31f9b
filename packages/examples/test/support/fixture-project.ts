import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A project in a temporary folder. */
export interface FixtureProject extends AsyncDisposable {
  readonly folder: string
}

/** What is installed in the fixture: the bytes of each file, by its path under `node_modules/.pnpm`. */
const files: Readonly<Record<string, number>> = {
  '@scope+host@2.0.0/node_modules/@scope/host/index.js': 1_000,
  'app@1.0.0/node_modules/app/index.js': 10,
  'app@1.0.0/node_modules/app/deep/er/file.txt': 5,
  'base@1.0.0/node_modules/base/index.js': 100,
  'base@2.0.0/node_modules/base/index.js': 200,
  'hen-and-egg@1.0.0/node_modules/hen-and-egg/index.js': 7,
  'left@1.0.0/node_modules/left/index.js': 30,
  'plugin@1.0.0_@scope+host@2.0.0/node_modules/plugin/index.js': 50,
  'right@1.0.0/node_modules/right/index.js': 40,
  'ring-a@1.0.0/node_modules/ring-a/index.js': 2_000,
  'ring-b@1.0.0/node_modules/ring-b/index.js': 3_000,
  'ring-c@1.0.0/node_modules/ring-c/index.js': 4_000,
}

/** The fixture as pnpm would leave it, with files of known sizes. `native-elsewhere` is for another platform. */
export async function fixtureProject(): Promise<FixtureProject> {
  const project = await emptyProject()
  const store = join(project.folder, 'node_modules/.pnpm')
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(store, path)), { recursive: true })
    await writeFile(join(store, path), 'x'.repeat(bytes))
  }
  await writeFile(join(project.folder, 'node_modules/.modules.yaml'), 'nodeLinker: isolated\n')
  // What a package links to is not its own: pnpm links dependencies, and tools link folders.
  await symlink(join(store, 'ring-a@1.0.0'), join(store, 'left@1.0.0/node_modules/left/linked'))
  await symlink(
    join(store, 'app@1.0.0/node_modules/app/index.js'),
    join(store, 'left@1.0.0/node_modules/left/file'),
  )
  await cp(fileURLToPath(new URL('../fixtures/cyclic-lock.yaml', import.meta.url)), lockfileOf(project))
  return project
}

/** A folder without anything in it. */
export async function emptyProject(): Promise<FixtureProject> {
  const folder = await mkdtemp(join(tmpdir(), 'taskloom-demo-'))
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

export function lockfileOf({ folder }: FixtureProject): string {
  return join(folder, 'pnpm-lock.yaml')
}
