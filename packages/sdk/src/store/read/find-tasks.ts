import type { Document, Filter } from 'mongodb'

import { decodeKeys, encodeKeys } from '../../define/stored-keys.ts'
import type { Priority } from '../../document/priority.ts'
import type { TaskState } from '../../document/states.ts'
import type { TaskDocument } from '../../document/task-document.ts'
import { whereVisible } from '../../document/transitions.ts'
import { pushIdOf } from '../content.ts'
import type { Store } from '../store.ts'
import { readContents } from './contents.ts'
import { payloadFilter } from './payload-filter.ts'

/** What to find. Values are compared as they are: nothing in a payload is ever taken for an operator. */
export interface TaskFilter {
  readonly name?: string
  readonly state?: TaskState | readonly TaskState[]
  readonly dagId?: string
  readonly priority?: Priority
  /** Every leaf that is given must be equal; what is not given does not matter. */
  readonly payload?: unknown
}

/** A task with its payload and result in place, wherever they are stored. */
export type LoadedTask = TaskDocument & { readonly payload?: unknown; readonly result?: unknown }

/** Finds tasks that readers may see, oldest first. */
export async function findTasks(store: Store, filter: TaskFilter, limit: number): Promise<LoadedTask[]> {
  const documents = await store.tasks
    .find(await toQuery(store, filter))
    .sort({ ordinal: 1 })
    .limit(limit)
    .toArray()
  return loadValues(store, documents)
}

export async function findTask(store: Store, id: string): Promise<LoadedTask | undefined> {
  const document = await store.tasks.findOne({ _id: id, ...whereVisible })
  return document === null ? undefined : (await loadValues(store, [document]))[0]
}

export async function countTasks(store: Store, filter: TaskFilter): Promise<number> {
  return store.tasks.countDocuments(await toQuery(store, filter))
}

/** Whether a definition has a task that is not settled; answered from the index of open tasks. */
export async function hasOpenTask(store: Store, name: string): Promise<boolean> {
  const open = { open: true, expiresAt: { $gt: new Date(0) }, ...whereVisible, name } as const
  return (await store.tasks.findOne(open, { projection: { _id: 1 } })) !== null
}

async function toQuery(
  store: Store,
  { payload, state, ...equal }: TaskFilter,
): Promise<Filter<TaskDocument>> {
  const states =
    state === undefined
      ? whereVisible
      : { state: { $in: [state].flat<(TaskState | readonly TaskState[])[]>() } }
  const query: Filter<TaskDocument> = { ...equal, ...states }
  if (payload === undefined) return query
  return { $and: [query, { $or: await payloadAlternatives(store, encodeKeys(payload)) }] }
}

/** Large payloads are beside their tasks, so they are looked for there as well. */
async function payloadAlternatives(store: Store, payload: unknown): Promise<Document[]> {
  const large = await store.contents
    .find(payloadFilter('value', payload))
    .project<{ _id: string; taskId: string }>({ taskId: 1 })
    .toArray()
  const owners = large.flatMap(({ _id, taskId }) => {
    const pushId = pushIdOf(_id, taskId)
    return pushId === undefined ? [] : [{ _id: taskId, pushId }]
  })
  return [payloadFilter('payload', payload), ...owners]
}

async function loadValues(store: Store, documents: readonly TaskDocument[]): Promise<LoadedTask[]> {
  const payloads = await readContents(store, 'payload', havingApart(documents, 'payloadIn'))
  const results = await readContents(store, 'result', havingApart(documents, 'resultIn'))
  return documents.map((document) => ({
    ...document,
    payload: document.payloadIn === 'contents' ? payloads.get(document._id) : decodeKeys(document.payload),
    result: document.resultIn === 'contents' ? results.get(document._id) : decodeKeys(document.result),
  }))
}

function havingApart(
  documents: readonly TaskDocument[],
  place: 'payloadIn' | 'resultIn',
): readonly TaskDocument[] {
  return documents.filter((document) => document[place] === 'contents')
}
