import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { Cuttable } from './support/cuttable.ts'
import { Download } from './support/definitions.ts'
import { testLoom, uri } from './support/test-loom.ts'

const main = fileURLToPath(new URL('../server/cli.ts', import.meta.url))

class Command implements AsyncDisposable {
  output = ''
  errors = ''
  readonly ended: Promise<number>
  readonly #child: ChildProcess

  constructor(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(
      process.execPath,
      ['--import', 'tsx', '--conditions=@taskloom/source', main, ...args],
      {
        env: { ...process.env, ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    this.#child.stdout?.on('data', (data: Buffer) => (this.output += data.toString()))
    this.#child.stderr?.on('data', (data: Buffer) => (this.errors += data.toString()))
    this.ended = once(this.#child, 'close').then(([code]) => (code as number | null) ?? -1)
  }

  /** The address that it prints. */
  async url(): Promise<string> {
    for (;;) {
      const url = /^http\S+/m.exec(this.output)?.[0]
      if (url !== undefined) return url
      if (this.#child.exitCode !== null) throw new Error(this.errors)
      await Promise.race([once(this.#child.stdout ?? this.#child, 'data'), this.ended])
    }
  }

  interrupt(): void {
    this.#child.kill('SIGINT')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null) this.#child.kill('SIGKILL')
    await this.ended
  }
}

describe('taskloom-inspector', () => {
  it('serves a database until Ctrl-C', async () => {
    await using context = await testLoom()
    const options = [
      '--uri',
      uri,
      '--database',
      context.database,
      '--port',
      '0',
      '--base-path',
      'ops',
      '--no-retry',
    ]
    await using command = new Command(options)
    const url = await command.url()
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/ops\/$/)
    const config = (await (await fetch(`${url}api/config`)).json()) as object
    expect(config).toMatchObject({ database: context.database, isReadOnly: false })
    command.interrupt()
    expect(await command.ended).toBe(0)
  })

  it('signs one browser in with the address that it prints, and tells the token to nobody', async () => {
    const environment = { TASKLOOM_INSPECT_TOKEN: 'a-very-long-token' }
    await using command = new Command(['--uri', uri, '--database', 'none', '--port', '0'], environment)
    const url = await command.url()
    expect(url).toMatch(/\?token=[\w-]{32}$/)
    const answer = await fetch(url, { redirect: 'manual' })
    expect(answer.status).toBe(303)
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    expect((await fetch(new URL('api/config', url), { headers: { cookie } })).status).toBe(200)
    expect((await fetch(new URL('api/config', url))).status).toBe(401)
    expect(command.output + command.errors).not.toContain('a-very-long-token')
  })

  it('prints lists and tasks as JSON', async () => {
    await using context = await testLoom()
    const node = Download({ url: 'https://example.org', password: 'hunter2' })
    const broken = Download({ url: 'https://example.org/broken' })
    await context.loom.push(broken)
    await (await context.loom.pop(Download))?.fail(new Error('It said {"password":"hunter2"}'))
    await context.loom.push(node)
    const options = ['--uri', uri, '--database', context.database, '--json']
    await using tasks = new Command([...options, 'tasks', '--filter', 'type:download'])
    expect([await tasks.ended, tasks.errors]).toEqual([0, ''])
    expect(JSON.parse(tasks.output)).toMatchObject([{ id: node.id, name: 'download' }, { id: broken.id }])
    await using dags = new Command([...options, 'dags'])
    expect([await dags.ended, dags.errors]).toEqual([0, ''])
    expect(JSON.parse(dags.output)).toBeInstanceOf(Array)
    await using task = new Command([...options, 'task', node.id])
    expect([await task.ended, task.errors]).toEqual([0, ''])
    expect(JSON.parse(task.output)).toMatchObject({ task: { id: node.id }, redacted: ['payload.password'] })
    await using failed = new Command([...options, 'task', broken.id])
    expect([await failed.ended, failed.errors]).toEqual([0, ''])
    expect(failed.output).toContain('It said')
    expect(task.output + failed.output).not.toContain('hunter2')
  })

  it('lists where there are tasks when no database is named', async () => {
    await using one = await testLoom()
    await using other = await testLoom({ prefix: 'eu-' })
    await using command = new Command(['--uri', uri, '--json', 'tasks'])
    expect(await command.ended).toBe(1)
    expect(command.errors).toContain('Which database? Name it with --database')
    expect(command.errors).toContain(`  --database ${one.database}\n`)
    expect(command.errors).toContain(`  --database ${other.database} --prefix eu-\n`)
  })

  it('prints of one database alone', async () => {
    await using command = new Command(['--sources', `a=${uri}x`, '--json', 'tasks'])
    expect(await command.ended).toBe(1)
    expect(command.errors).toContain('--json reads one database')
  })

  it('takes the only place that there is, by prefix', async () => {
    const prefix = `only-${Date.now()}-`
    await using context = await testLoom({ prefix })
    const node = Download({ url: 'https://example.org' })
    await context.loom.push(node)
    await using command = new Command(['--uri', uri, '--prefix', prefix, '--json', 'tasks'])
    expect([await command.ended, command.errors]).toEqual([0, ''])
    expect(JSON.parse(command.output)).toMatchObject([{ id: node.id }])
  })

  it('shows the diagnosis while the database is away, whose name it finds when it is back', async () => {
    const prefix = `late-${Date.now()}-`
    await using context = await testLoom({ prefix })
    await context.loom.push(Download({ url: 'https://example.org' }))
    await using way = await Cuttable.to(uri)
    await way.cut()
    await using command = new Command(['--uri', way.uri, '--prefix', prefix, '--port', '0'])
    const url = await command.url()
    const page = async (): Promise<number> => (await fetch(url, { headers: { accept: 'text/html' } })).status
    await expect.poll(page, { timeout: 60_000 }).toBe(503)
    await way.mend()
    await expect.poll(page, { timeout: 60_000 }).toBe(200)
    const config = (await (await fetch(`${url}api/config`)).json()) as object
    expect(config).toMatchObject({ database: context.database })
    command.interrupt()
    expect(await command.ended).toBe(0)
  })

  it.each([
    [['--host', '0.0.0.0', '--database', 'x'], 'Choose how to sign in'],
    [
      ['--uri', 'mongodb://user:hunter2@127.0.0.1:1', '--no-retry', '--database', 'x', '--port', '0'],
      'No MongoDB answers',
    ],
    [['--token', 'short', '--database', 'x'], 'at least 8 characters'],
    [['--nonsense'], 'Serves the inspector of Taskloom.'],
    [
      ['--json', 'everything', '--uri', uri, '--database', 'x'],
      '--json takes dags, tasks, or task and an id.',
    ],
  ])('%o ends with a sentence', async (args, sentence) => {
    await using command = new Command(args)
    expect(await command.ended).toBe(1)
    expect(command.errors).toContain(sentence)
    expect(command.errors).not.toContain('hunter2')
    expect(command.errors).not.toMatch(/^ {4}at /m)
  })

  it('has help and a version', async () => {
    await using help = new Command(['--help'])
    await using version = new Command(['--version'])
    expect(await help.ended).toBe(0)
    expect(help.output).toContain('--allow-actions')
    expect(await version.ended).toBe(0)
    expect(version.output).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})
