import { TaskloomError } from '../errors.ts'

/** The options of `connect` that say where the tasks live, as JavaScript may pass them. */
interface Place {
  readonly uri: unknown
  readonly client: unknown
  readonly database: unknown
  readonly prefix: unknown
}

/**
 * Checks the options that say where the tasks live.
 * @throws TaskloomError `INVALID_OPTION` that names the option.
 */
export function checkConnectOptions(options: Place): void {
  const mistake = mistakeInServer(options) ?? mistakeInNames(options)
  if (mistake !== undefined) throw new TaskloomError('INVALID_OPTION', `connect() ${mistake}.`)
}

function mistakeInServer({ uri, client }: Place): string | undefined {
  if (client !== undefined) {
    if (uri !== undefined) return 'takes a `uri` or a `client`, not both'
    return isClient(client) ? undefined : 'takes a MongoClient as `client`'
  }
  if (typeof uri === 'string' && uri !== '') return undefined
  return "needs the `uri` of a server, such as 'mongodb://127.0.0.1:27017', or a `client` of your own"
}

/** What MongoDB refuses in the name of a database: https://www.mongodb.com/docs/manual/reference/limits/ */
const wrongInDatabase = /[/\\. "$*<>:|?\0]/

function mistakeInNames({ database, prefix }: Place): string | undefined {
  if (typeof database !== 'string' || database === '')
    return 'needs `database`, the name of the database to use'
  if (wrongInDatabase.test(database) || Buffer.byteLength(database) > 63)
    return `cannot use the \`database\` ${JSON.stringify(database)}: MongoDB takes at most 63 bytes, without spaces and any of /\\.$*<>:|?"`
  if (prefix === undefined || (typeof prefix === 'string' && !/[$\0]/.test(prefix))) return undefined
  return `cannot use the \`prefix\` ${JSON.stringify(prefix)}: it must be a string without $`
}

/** By what it can do: it may come from another copy of the driver than ours. */
function isClient(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'db' in value && typeof value.db === 'function'
}
