import { defaults } from '../../../defaults.ts'
import { inChunks } from '../../chunks.ts'
import { inspectionIndexes } from '../../event-indexes.ts'
import { readIndexStandings, type IndexStanding } from '../../index-drift.ts'
import { describeServer } from '../../server.ts'
import type { Store } from '../../store.ts'
import { readIndexUse } from './index-use.ts'
import type { Reader } from './reader.ts'
import { readWithoutWorker } from './stats.ts'
import type { HealthCheck } from './system-shapes.ts'
import { readFacts } from './task-list.ts'

/** How far the clocks of a process and its database may be apart, in milliseconds, before it is said. */
const clockTolerance = 5_000

/** How late something must be before nobody seems to look after it, in milliseconds. */
const patience = 3 * defaults.flagPatience

/** How many findings of one kind are counted, and how many blocked tasks are looked at. */
const countedAtMost = 1_000
const lookedAtMost = 200

type Finding = Omit<HealthCheck, 'name' | 'severity'> & { readonly severity?: HealthCheck['severity'] }

/** Looks for what is wrong with the database, and says how to put it right. */
export async function readHealth(
  reader: Reader,
): Promise<{ readonly checks: HealthCheck[]; readonly indexes: IndexStanding[] }> {
  const indexes = await readWantedIndexes(reader.store)
  const checks = await Promise.all([
    check('topology', topology(reader)),
    check('clock', clock(reader)),
    check('indexes', engineIndexes(indexes)),
    check('list indexes', optionalIndexes(indexes)),
    check(
      'leases',
      late(
        reader,
        { state: 'RUNNING', 'lease.until': { $lte: ago(reader) } },
        'are running with a lease that ran out long ago',
      ),
    ),
    check(
      'expiry',
      late(
        reader,
        { open: true, expiresAt: { $gt: new Date(0), $lte: ago(reader) } },
        'are past their expiry and have not been ended',
      ),
    ),
    check('delays', late(reader, { dueAt: { $lte: ago(reader) }, state: 'CREATED' }, 'were due long ago')),
    check(
      'flags',
      late(reader, { flaggedAt: { $lte: ago(reader) } }, 'wait for somebody to tell their dependents'),
    ),
    check('pushes', stalePushes(reader)),
    check('workers', workers(reader)),
    check('dependencies', orphans(reader)),
  ])
  return { checks, indexes }
}

/** Every index but those that a server with change streams does without. */
async function readWantedIndexes(store: Store): Promise<IndexStanding[]> {
  const wanted = new Set(
    inspectionIndexes(store.topology).map(({ collection, name }) => `${collection} ${name}`),
  )
  const standings = (await readIndexStandings(store)).filter(
    ({ collection, name, state, isOptional }) =>
      !isOptional || state !== 'missing' || wanted.has(`${collection} ${name}`),
  )
  const collections = [...new Set(standings.map(({ collection }) => collection))]
  const uses = new Map(
    await Promise.all(collections.map(async (name) => [name, await readIndexUse(store, name)] as const)),
  )
  return standings.map((index) => Object.assign({}, index, uses.get(index.collection)?.get(index.name)))
}

/** A check that breaks, as one that takes too long does, says so and leaves the others alone. */
async function check(name: string, found: Finding | Promise<Finding>): Promise<HealthCheck> {
  try {
    return { name, severity: 'ok', ...(await found) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it broke'
    return { name, severity: 'warning', text: `This could not be looked at: ${reason}.` }
  }
}

function ago({ store }: Reader): Date {
  return new Date(store.clock.now().getTime() - patience)
}

function topology({ store }: Reader): Finding {
  if (store.topology !== 'standalone')
    return { text: `The database is a ${store.topology.replace('-', ' ')}.` }
  return {
    severity: 'warning',
    text: 'The database is a standalone server: no change streams, no transactions, no copy of the data.',
    fix: 'Run it as a replica set; one node is enough: mongod --replSet rs0, then rs.initiate().',
  }
}

async function clock({ store }: Reader): Promise<Finding> {
  const { localTime } = await describeServer(store.client, store.database)
  const difference = Math.abs(Date.now() - localTime.getTime())
  if (difference <= clockTolerance) return { text: 'The clocks of this process and of the database agree.' }
  return {
    severity: 'warning',
    text: `The clocks of this process and of the database are ${Math.round(difference / 1_000)} s apart.`,
    fix: 'Taskloom goes by the clock of the database, but times in your own logs will not fit: set up NTP.',
  }
}

function engineIndexes(indexes: readonly IndexStanding[]): Finding {
  const wrong = indexes.filter(
    ({ isOptional, state }) => !isOptional && (state === 'missing' || state === 'different'),
  )
  if (wrong.length === 0) return { text: 'Every index of the engine is there.' }
  return {
    severity: 'error',
    text: `Indexes of the engine are missing or different: ${named(wrong)}.`,
    fix: 'Call loom.ensureIndexes(); drop those that are different first.',
  }
}

function optionalIndexes(indexes: readonly IndexStanding[]): Finding {
  const wrong = indexes.filter(({ isOptional, state }) => isOptional && state !== 'present')
  if (wrong.length === 0) return { text: 'Every index of the lists is there.' }
  return {
    severity: 'warning',
    text: `Lists of more than 10,000 tasks need indexes that are not there: ${named(wrong)}.`,
    fix: 'Create the indexes of the inspector.',
  }
}

function named(indexes: readonly IndexStanding[]): string {
  return indexes.map(({ collection, name }) => `${collection}.${name}`).join(', ')
}

/** Tasks that a sweeper should have dealt with by now. */
async function late({ store, options }: Reader, where: object, what: string): Promise<Finding> {
  const count = await store.tasks.countDocuments(where, { ...options, limit: countedAtMost })
  if (count === 0) return { text: `No tasks ${what}.` }
  return {
    severity: 'error',
    text: `${count}${count === countedAtMost ? ' or more' : ''} tasks ${what}.`,
    fix: 'No process seems to sweep: keep one running that connects without `sweeper: false`.',
  }
}

async function stalePushes({ store, options }: Reader): Promise<Finding> {
  const before = new Date(store.clock.now().getTime() - 2 * defaults.pushStale)
  const count = await store.pushes.countDocuments(
    { state: 'STAGED', heartbeatAt: { $lte: before } },
    { ...options, limit: countedAtMost },
  )
  if (count === 0) return { text: 'No push was left half done.' }
  return {
    severity: 'error',
    text: `${count} pushes were left half done.`,
    fix: 'No process seems to sweep: keep one running that connects without `sweeper: false`.',
  }
}

async function workers(reader: Reader): Promise<Finding> {
  const lonely = await readWithoutWorker(reader, await readFacts(reader, {}))
  if (lonely.length === 0) return { text: 'Every type with ready tasks has a worker.' }
  return {
    severity: 'warning',
    text: `Ready tasks have no worker: ${lonely.map(({ name }) => name).join(', ')}.`,
    fix: 'Start a worker with a handler for them, or pop them.',
  }
}

interface Blocked {
  readonly dependencies: readonly { readonly id: string }[]
}

/** Blocked tasks, those that expire next, of which a dependency does not exist: the resolver should have ended them. */
async function orphans({ store, options }: Reader): Promise<Finding> {
  const blocked = await store.tasks
    .find(
      {
        open: true,
        expiresAt: { $gt: new Date(0) },
        blocked: true,
        updatedAt: { $lte: ago({ store } as Reader) },
      },
      options,
    )
    .project<Blocked>({ 'dependencies.id': 1, _id: 0 })
    .limit(lookedAtMost)
    .toArray()
  const ids = [...new Set(blocked.flatMap(({ dependencies }) => dependencies.map(({ id }) => id)))]
  let missing = 0
  for (const chunk of inChunks(ids.slice(0, countedAtMost)))
    missing += chunk.length - (await store.tasks.countDocuments({ _id: { $in: chunk } }, options))
  if (missing === 0) return { text: 'Of the blocked tasks that were looked at, every dependency exists.' }
  return {
    severity: 'error',
    text: `${missing} dependencies of blocked tasks do not exist.`,
    fix: 'They were removed from outside. Use loom.delete(), which settles the dependents; cancel those that wait.',
  }
}
