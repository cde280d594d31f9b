import type { Collections } from './collections.ts'
import { createIndexes, type IndexDeclaration } from './index-declaration.ts'

/** The eight indexes of the engine on `tasks`, and the TTL indexes of the collections beside it. */
export const indexes: readonly IndexDeclaration[] = [
  {
    collection: 'tasks',
    name: 'hot',
    serves: 'pop: the claimable tasks of a definition, in the order in which they are claimed',
    key: { name: 1, priority: -1, ordinal: 1, _id: 1 },
    options: { partialFilterExpression: { ready: true } },
  },
  {
    collection: 'tasks',
    name: 'reverse',
    serves: 'resolver: the dependents of settled and deleted tasks; resets: all that is downstream of a task',
    key: { 'dependencies.id': 1 },
    options: {},
  },
  {
    collection: 'tasks',
    name: 'flags',
    serves: 'sweeper: tasks whose `unresolved` or `recheck` a crash left behind',
    key: { flaggedAt: 1 },
    options: { sparse: true },
  },
  {
    collection: 'tasks',
    name: 'lease-end',
    serves: 'sweeper: running tasks whose lease ran out; task list: what runs, by the end of its lease',
    key: { 'lease.until': 1, _id: 1 },
    options: { partialFilterExpression: { state: 'RUNNING' } },
  },
  {
    collection: 'tasks',
    name: 'due',
    serves: 'sweeper: delayed tasks whose time has come',
    key: { dueAt: 1 },
    options: { sparse: true },
  },
  {
    collection: 'tasks',
    name: 'expiry',
    serves: 'sweeper: open tasks past their expiry, and the walk over all blocked ones',
    key: { expiresAt: 1, _id: 1 },
    options: { partialFilterExpression: { open: true } },
  },
  {
    collection: 'tasks',
    name: 'purge',
    serves: 'MongoDB: removes the document at `purgeAt`',
    key: { purgeAt: 1 },
    options: { expireAfterSeconds: 0 },
  },
  {
    collection: 'tasks',
    name: 'dag',
    serves: 'the tasks of a DAG, and its counts by state',
    key: { dagId: 1, state: 1 },
    options: {},
  },
  {
    collection: 'contents',
    name: 'task',
    serves: 'delete, undo and pin: the large values of a task',
    key: { taskId: 1 },
    options: {},
  },
  {
    collection: 'pushes',
    name: 'state',
    serves: 'sweeper: pushes whose pusher fell silent, and those that were aborted',
    key: { state: 1, heartbeatAt: 1 },
    options: {},
  },
  {
    collection: 'rollups',
    name: 'minute',
    serves: 'rollups: the figures of some minutes',
    key: { minute: 1, name: 1 },
    options: {},
  },
  ...(['contents', 'dags', 'pushes', 'resets', 'workers', 'rollups'] as const).map((collection) => ({
    collection,
    name: 'purge',
    serves: 'MongoDB: removes the document at `purgeAt`',
    key: { purgeAt: 1 } as const,
    options: { expireAfterSeconds: 0 },
  })),
]

/** Creates the indexes that are missing. Safe to call at every start, and from several processes at once. */
export async function ensureIndexes(collections: Collections): Promise<void> {
  await createIndexes(collections, indexes)
}
