import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { readOptions } from './read-options.ts'
import { serveOptionsOf, sourceOf, sourcesOf } from './serve-options.ts'

function configFile(content: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'taskloom-inspector-')), 'config.json')
  writeFileSync(file, content)
  return file
}

function serve(args: readonly string[], environment = {}): ReturnType<typeof serveOptionsOf> {
  const given = readOptions(['--database', 'shop', ...args], environment)
  return serveOptionsOf(given, sourceOf(given))
}

describe('options', () => {
  it('come from the flag, the environment, the file and the default, each by itself', () => {
    const config = configFile('{ "title": "file", "port": "1", "host": "file", "hide-payloads": true }')
    const environment = { TASKLOOM_INSPECT_TITLE: 'environment', TASKLOOM_INSPECT_PORT: '2' }
    const given = readOptions(['--config', config, '--title', 'flag'], environment)
    expect(given).toMatchObject({ title: 'flag', port: '2', host: 'file', 'hide-payloads': true })
    expect(given.environment).toBeUndefined()
  })

  it('can say no', () => {
    expect(readOptions(['--no-retry'], {}).retry).toBe(false)
    expect(readOptions([], { TASKLOOM_INSPECT_RETRY: 'false' }).retry).toBe(false)
    expect(readOptions(['--no-open'], { TASKLOOM_INSPECT_OPEN: '1' }).open).toBe(false)
  })

  it.each([
    [['--uirr', 'x'], {}, "Unknown option '--uirr'"],
    [[], { TASKLOOM_INSPECT_INSECURE: 'maybe' }, 'TASKLOOM_INSPECT_INSECURE is true or false'],
    [['--config', '/nowhere.json'], {}, 'cannot be read'],
    [['--config', configFile('[]')], {}, 'must hold a JSON object'],
    [['--config', configFile('{ "urii": "x" }')], {}, 'has no use for "urii"'],
    [['--config', configFile('{ "port": 1 }')], {}, '"port" in'],
    [['--config', configFile('{ "__proto__": "x" }')], {}, 'has no use for "__proto__"'],
  ])('%o are refused', (args, environment, message) => {
    expect(() => readOptions(args, environment)).toThrow(message)
  })
})

describe('the server', () => {
  it('allows actions on loopback, and nothing beyond it unless asked to', () => {
    expect(serve([])).toMatchObject({ host: '127.0.0.1', port: 4_983, readOnly: false, auth: 'none' })
    expect(serve(['--read-only']).readOnly).toBe(true)
    expect(serve(['--host', '0.0.0.0']).readOnly).toBe(true)
    expect(serve(['--host', '0.0.0.0', '--allow-actions']).readOnly).toBe(false)
    expect(() => serve(['--read-only', '--allow-actions'])).toThrow('exclude each other')
  })

  it('reads where it is told to', () => {
    expect(serve([]).readPreference).toBe('primary')
    expect(serve(['--read-preference', 'secondaryPreferred']).readPreference).toBe('secondaryPreferred')
    expect(() => serve(['--read-preference', 'second'])).toThrow(
      '--read-preference takes one of primary, primaryPreferred, secondary, secondaryPreferred, nearest, and was given "second".',
    )
  })

  it('may have several sources', () => {
    const given = readOptions(['--sources', 'live=mongodb://a,b:2/shop?x=y  test-1=mongodb://u:p@c/try'], {})
    expect(sourcesOf(given)).toEqual({
      live: { uri: 'mongodb://a,b:2/shop?x=y', database: 'shop' },
      'test-1': { uri: 'mongodb://u:p@c/try', database: 'try' },
    })
    for (const [sources, sentence] of [
      ['live', 'takes name=uri'],
      ['a b=mongodb://u:hunter2@c/d', 'was given "a"'],
      ['x=postgres://u:hunter2@c/d', 'was given "x=postgres://c/d"'],
      ['x=mongodb://c', 'Which database?'],
    ] as const)
      expect(() => sourcesOf(readOptions(['--sources', sources], {}))).toThrow(sentence)
    for (const option of ['--uri', '--database', '--environment'])
      expect(() => sourcesOf(readOptions(['--sources', 'x=mongodb://c/d', option, 'y'], {}))).toThrow(
        `goes without ${option}`,
      )
    const twice = readOptions(['--sources', 'x=mongodb://c/d x=mongodb://c/e'], {})
    expect(() => sourcesOf(twice)).toThrow('two that are called "x"')
    const prefixed = readOptions(['--sources', 'x=mongodb://c/d', '--prefix', 'shop-'], {})
    expect(sourcesOf(prefixed)).toMatchObject({ x: { prefix: 'shop-' } })
  })

  it('has one way to sign in', () => {
    expect(serve([], { TASKLOOM_INSPECT_TOKEN: 'a-long-token' }).auth).toEqual({ bearer: 'a-long-token' })
    expect(serve(['--user', 'ada', '--password', 'lovelace']).auth).toEqual({
      basic: { user: 'ada', password: 'lovelace' },
    })
    expect(() => serve(['--user', 'ada'])).toThrow('needs a password')
    expect(() => serve(['--token', 'x', '--user', 'ada'])).toThrow('not both')
  })

  it('finds the database in the address', () => {
    expect(sourceOf(readOptions(['--uri', 'mongodb://a:b%2F@host:1/shop?x=/y'], {})).database).toBe('shop')
    expect(sourceOf(readOptions(['--uri', 'mongodb+srv://a:p/w@host/shop'], {})).database).toBe('shop')
    expect(() => sourceOf(readOptions(['--uri', 'mongodb://host:1/?x=y'], {}))).toThrow('Which database?')
    expect(() => sourceOf(readOptions(['--uri', 'mongodb://user:p@ssword@host'], {}))).toThrow(
      /^Which database\?/,
    )
  })

  it('has lists and numbers', () => {
    expect(serve(['--allowed-hosts', 'a.example, b.example,']).allowedHosts).toEqual([
      'a.example',
      'b.example',
    ])
    expect(() => serve(['--port', '99999'])).toThrow('--port takes a number')
  })
})
