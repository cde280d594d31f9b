import { TaskloomError } from '@taskloom/sdk'
import { findQueues, type QueuePlace } from '@taskloom/sdk/inspect'

import { InspectorMistake } from '../mistake.ts'
import type { Source } from '../options.ts'
import type { SeveralSources } from '../serve-inspector.ts'
import type { GivenOptions } from './read-options.ts'
import { databaseOf, sourceOf, sourcesOf, uriOf } from './serve-options.ts'

/**
 * Finds the tasks where no database was named: the only ones of the server are meant.
 * @throws InspectorMistake that lists them where there are several, and says how to choose.
 * @throws TaskloomError `CONNECTION_FAILED`
 */
export async function chooseQueue(given: GivenOptions): Promise<GivenOptions> {
  if (given.sources !== undefined)
    throw new InspectorMistake('--json reads one database: name it by --uri, not by --sources.')
  return namesDatabase(given) ? given : { ...given, ...(await findOnlyQueue(given)) }
}

/**
 * The same for an inspector that is served, which may have several: of a server that does not answer yet it is found
 * out later.
 * @throws InspectorMistake
 */
export async function chooseSource(given: GivenOptions): Promise<Source | SeveralSources> {
  const sources = sourcesOf(given)
  if (sources !== undefined) return { sources }
  try {
    return sourceOf(await chooseQueue(given))
  } catch (error) {
    const isAway = error instanceof TaskloomError && error.code === 'CONNECTION_FAILED'
    if (!isAway || given.retry === false) throw error
    return { uri: uriOf(given), findPlace: () => findOnlyQueue(given) }
  }
}

function namesDatabase(given: GivenOptions): boolean {
  return given.database !== undefined || databaseOf(uriOf(given)) !== undefined
}

async function findOnlyQueue(given: GivenOptions): Promise<QueuePlace> {
  const found = await findQueues({ uri: uriOf(given) })
  const fitting = found.filter(({ prefix }) => given.prefix === undefined || prefix === given.prefix)
  const [only] = fitting
  if (only === undefined || fitting.length > 1) throw new InspectorMistake(askFor(fitting))
  return only
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
