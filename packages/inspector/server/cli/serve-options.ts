import { InspectorMistake } from '../mistake.ts'
import type { Source } from '../options.ts'
import type { Auth } from '../security/identity.ts'
import { isLoopback } from '../security/loopback.ts'
import type { SeveralSources, ServeOptions } from '../serve-inspector.ts'
import type { GivenOptions } from './read-options.ts'

/** The address of MongoDB. */
export function uriOf(given: GivenOptions): string {
  return text(given.uri) ?? 'mongodb://127.0.0.1:27017'
}

/** Where the tasks are, as the command line says it. @throws InspectorMistake */
export function sourceOf(given: GivenOptions): { uri: string; database: string; prefix?: string } {
  const uri = uriOf(given)
  const database = text(given.database) ?? databaseOf(uri)
  if (database === undefined)
    throw new InspectorMistake(
      'Which database? Name it with --database, or in the address: mongodb://host/shop.',
    )
  const prefix = text(given.prefix)
  return { uri, database, ...(prefix === undefined ? {} : { prefix }) }
}

/** The sources of `--sources`, each with its database in its address. @throws InspectorMistake */
export function sourcesOf(given: GivenOptions): Readonly<Record<string, Source>> | undefined {
  const asked = text(given.sources)?.trim()
  if (asked === undefined) return undefined
  const excluded = (['uri', 'database', 'environment'] as const).find((name) => given[name] !== undefined)
  if (excluded !== undefined)
    throw new InspectorMistake(
      `--sources names every database and what it is called: it goes without --${excluded}.`,
    )
  const sources: Record<string, Source> = {}
  for (const each of asked.split(/\s+/)) {
    const [, name, uri] = /^([\w-]+)=(mongodb.+)$/s.exec(each) ?? []
    const shown = each.replace(/\/\/.*@/s, '//')
    if (name === undefined || uri === undefined)
      throw new InspectorMistake(
        `--sources takes name=uri, several with spaces between them, and was given "${shown}".`,
      )
    if (Object.hasOwn(sources, name))
      throw new InspectorMistake(`--sources has two that are called "${name}".`)
    const { prefix } = given
    sources[name] = sourceOf({ uri, ...(prefix === undefined ? {} : { prefix }), positionals: [] })
  }
  return sources
}

/** Makes options of the server from those of the command line. @throws InspectorMistake */
export function serveOptionsOf(given: GivenOptions, source: Source | SeveralSources): ServeOptions {
  const host = text(given.host) ?? '127.0.0.1'
  if (given['read-only'] === true && given['allow-actions'] === true)
    throw new InspectorMistake('--read-only and --allow-actions exclude each other.')
  const allowsActions = given['allow-actions'] ?? (given['read-only'] === true ? false : isLoopback(host))
  const [title, environment] = [text(given.title), text(given.environment)]
  return {
    ...source,
    host,
    port: portOf(given),
    basePath: text(given['base-path']) ?? '/',
    auth: authOf(given),
    readOnly: allowsActions !== true,
    insecure: given.insecure === true,
    trustProxy: given['trust-proxy'] === true,
    hidePayloads: given['hide-payloads'] === true,
    metrics: given.metrics === true,
    readPreference: readPreferenceOf(given),
    allowedHosts: (text(given['allowed-hosts']) ?? '').split(',').flatMap((name) => name.trim() || []),
    ...(title === undefined ? {} : { title }),
    ...(environment === undefined ? {} : { environment }),
  }
}

function authOf(given: GivenOptions): Auth {
  const [user, password, token] = [text(given.user), text(given.password), text(given.token)]
  if (token !== undefined) {
    if (user !== undefined || password !== undefined)
      throw new InspectorMistake('A token, or a user and a password: not both.')
    return { bearer: token }
  }
  if (user === undefined && password === undefined) return 'none'
  if (user === undefined || password === undefined)
    throw new InspectorMistake('A user needs a password, and a password a user.')
  return { basic: { user, password } }
}

const readPreferences = ['primary', 'primaryPreferred', 'secondary', 'secondaryPreferred', 'nearest'] as const

/** @throws InspectorMistake */
export function readPreferenceOf(given: GivenOptions): (typeof readPreferences)[number] {
  const asked = text(given['read-preference']) ?? 'primary'
  const known = readPreferences.find((each) => each === asked)
  if (known !== undefined) return known
  throw new InspectorMistake(
    `--read-preference takes one of ${readPreferences.join(', ')}, and was given "${asked}".`,
  )
}

function portOf(given: GivenOptions): number {
  const port = Number(text(given.port) ?? '4983')
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new InspectorMistake(`--port takes a number from 0 to 65535, and was given "${String(given.port)}".`)
}

/** The database that an address names. */
export function databaseOf(uri: string): string | undefined {
  const path = /^mongodb(?:\+srv)?:\/\/[^/?]*\/([^?]+)/.exec(uri.replace(/\/\/.*@/s, '//'))?.[1]
  return path === undefined ? undefined : decodeURIComponent(path)
}

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
