import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { writeProgram } from './support/machine.ts'
import { isRunning, waitUntilGone } from './support/running.ts'
import { makeWorkspace } from './support/workspace.ts'

const install = 'install --frozen-lockfile --config.confirmModulesPurge=false'

test('a fresh clone is installed, then the command runs from its root with its arguments and exit code', async () => {
  await using workspace = await makeWorkspace()
  const { code, output, errors } = await workspace.run(['greet', '--who', 'you there'])
  expect(output).toBe(`hello --who you there in ${workspace.folder}\n`)
  expect(code).toBe(5)
  expect(errors).toBe(
    "Taskloom | installing the workspace's packages, as pnpm-lock.yaml has them (pnpm 10.34.9)\n",
  )
  expect(await workspace.log()).toEqual([`pnpm ${install}`])
})

test('the second time nothing is installed, and nothing is said', async () => {
  await using workspace = await makeWorkspace()
  await workspace.run(['greet'])
  const { errors } = await workspace.run(['greet'])
  expect(errors).toBe('')
  expect(await workspace.log()).toHaveLength(1)
})

test.for(['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', 'packages/one/package.json', '.npmrc'])(
  'when %s has changed, it is installed again',
  async (file, { expect }) => {
    await using workspace = await makeWorkspace()
    await workspace.run(['greet'])
    const before = await readFile(join(workspace.folder, file), 'utf8').catch(() => '')
    await writeFile(join(workspace.folder, file), `${before}\n`)
    await workspace.run(['greet'])
    expect(await workspace.log()).toHaveLength(2)
  },
)

test('without the pinned pnpm on the PATH, npm runs it', async () => {
  await using workspace = await makeWorkspace()
  const { errors } = await workspace.run(['greet'], { FAKE_PNPM_VERSION: '9.1.0' })
  expect(errors).toContain('(pnpm 10.34.9, run through npm)')
  await rm(join(workspace.folder, 'node_modules'), { recursive: true })
  await rm(join(workspace.programs, 'pnpm'))
  await workspace.run(['greet'])
  const throughNpm = `npm exec --yes --package=pnpm@10.34.9 -- pnpm ${install}`
  expect(await workspace.log()).toEqual([throughNpm, throughNpm])
})

test('the npm that runs the script is taken, not the one on the PATH', async () => {
  await using workspace = await makeWorkspace()
  await rm(join(workspace.programs, 'pnpm'))
  const npm = join(workspace.programs, 'npm-cli.js')
  await writeProgram(
    npm,
    await readFile(join(workspace.programs, 'npm'), 'utf8').then((code) =>
      code.slice(code.indexOf('\n') + 1),
    ),
  )
  await workspace.run(['greet'], { npm_execpath: npm })
  expect((await workspace.log())[0]).toMatch(/^npm-cli exec /)
})

test('the command pnpm is the pinned one', async () => {
  await using workspace = await makeWorkspace()
  await workspace.run(['pnpm', '--recursive', 'run', 'build'], { FAKE_PNPM_VERSION: '9.1.0' })
  expect((await workspace.log()).at(-1)).toBe(
    'npm exec --yes --package=pnpm@10.34.9 -- pnpm --recursive run build',
  )
})

test('when the installation fails, the command does not run, and the next call tries again', async () => {
  await using workspace = await makeWorkspace()
  const failed = await workspace.run(['greet'], { FAKE_PNPM: 'fails' })
  expect(failed).toMatchObject({ code: 7, output: '' })
  expect(failed.errors).toContain('the installation failed')
  expect((await workspace.run(['greet'])).output).toMatch(/^hello/)
})

test('two at once: one installs, the other waits for it', async () => {
  await using workspace = await makeWorkspace()
  const calls = await Promise.all([workspace.run(['greet']), workspace.run(['greet'])])
  expect(calls.map(({ code }) => code)).toEqual([5, 5])
  expect(await workspace.log()).toHaveLength(1)
})

test('the lock of a call that is gone does not count', async () => {
  await using workspace = await makeWorkspace()
  const { pid, ended } = workspace.start(['nothing-of-this-name'])
  expect((await ended).code).toBe(127)
  await rm(join(workspace.folder, 'node_modules'), { recursive: true })
  await mkdir(join(workspace.folder, 'node_modules'))
  await writeFile(join(workspace.folder, 'node_modules', '.taskloom-installing'), String(pid))
  expect((await workspace.run(['greet'])).code).toBe(5)
})

test.for(['SIGTERM', 'SIGINT'] as const)(
  '%s during the installation leaves no process behind, and the next call installs',
  async (signal, { expect }) => {
    await using workspace = await makeWorkspace()
    const FAKE_STATE = join(workspace.folder, 'pids')
    const { pid, ended } = workspace.start(['greet'], { environment: { FAKE_PNPM: 'hangs', FAKE_STATE } })
    const pids = await pidsIn(FAKE_STATE)
    process.kill(pid, signal)
    expect(await ended).toMatchObject({ signal, output: '' })
    await waitUntilGone(...pids)
    expect((await workspace.run(['greet'])).code).toBe(5)
    expect(await workspace.log()).toHaveLength(2)
  },
)

test.for(['SIGTERM', 'SIGINT'] as const)(
  '%s while the command runs ends it, what it started, and then the script',
  async (signal, { expect }) => {
    await using workspace = await makeWorkspace()
    await workspace.run(['greet'])
    const FAKE_STATE = join(workspace.folder, 'pids')
    const environment = { FAKE_PNPM: 'hangs', FAKE_STATE }
    const { pid, ended } = workspace.start(['pnpm', 'install'], { environment })
    const pids = await pidsIn(FAKE_STATE)
    process.kill(pid, signal)
    expect((await ended).signal).toBe(signal)
    await waitUntilGone(...pids)
  },
)

test("a terminal's Ctrl-C, which reaches the whole group, leaves no process behind", async () => {
  await using workspace = await makeWorkspace()
  const FAKE_STATE = join(workspace.folder, 'pids')
  const environment = { FAKE_PNPM: 'hangs', FAKE_STATE }
  const { pid, ended } = workspace.start(['greet'], { environment, ownGroup: true })
  const pids = await pidsIn(FAKE_STATE)
  process.kill(-pid, 'SIGINT')
  expect((await ended).signal).toBe('SIGINT')
  await waitUntilGone(...pids)
})

test('an old Node is refused with a message', async () => {
  await using workspace = await makeWorkspace()
  const pretend = `Object.defineProperty(process, 'versions', { value: { node: '20.18.3' } })`
  const nodeOptions = ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`]
  const { code, errors } = await workspace.start(['greet'], { nodeOptions }).ended
  expect(code).toBe(1)
  expect(errors).toBe('Taskloom | needs Node 20.19 or newer, and this is 20.18.3. Install a newer Node.\n')
  expect(await workspace.log()).toEqual([])
})

async function pidsIn(file: string): Promise<number[]> {
  await expect.poll(() => readFile(file, 'utf8').catch(() => ''), { timeout: 15_000 }).toMatch(/^\d+ \d+$/)
  const pids = (await readFile(file, 'utf8')).split(' ').map(Number)
  expect(pids.every(isRunning)).toBe(true)
  return pids
}
