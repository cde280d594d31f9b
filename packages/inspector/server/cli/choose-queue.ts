import { findQueues, type QueuePlace } from '@taskloom/sdk/inspect'

import { InspectorMistake } from '../mistake.ts'
import type { GivenOptions } from './read-options.ts'
import { databaseOf, defaultUri } from './serve-options.ts'

/**
 * Finds the tasks where no database was named: the only ones of the server are meant.
 * @throws InspectorMistake that lists them where there are several, and says how to choose.
 */
export async function chooseQueue(given: GivenOptions): Promise<GivenOptions> {
  const uri = typeof given.uri === 'string' ? given.uri : defaultUri
  if (given.database !== undefined || databaseOf(uri) !== undefined) return given
  const found = await findQueues({ uri })
  const fitting = found.filter(({ prefix }) => given.prefix === undefined || prefix === given.prefix)
  const [only] = fitting
  if (only === undefined || fitting.length > 1) throw new InspectorMistake(askFor(fitting))
  return { ...given, database: only.database, prefix: only.prefix }
}

function askFor(places: readonly QueuePlace[]): string {
  const question = 'Which database? Name it with --database, or in the address: mongodb://host/shop.'
  if (places.length === 0) return `${question} No database of this server holds tasks of Taskloom yet.`
  const lines = places.map(
    ({ database, prefix }) =>
      `  --database ${quoted(database)}${prefix === '' ? '' : ` --prefix ${quoted(prefix)}`}`,
  )
  return [`${question} Tasks are in:`, ...lines].join('\n')
}

function quoted(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
