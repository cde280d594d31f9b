import type { TaskDocument } from '../../../document/task-document.ts'
import { whereVisible } from '../../../document/transitions.ts'
import { viewStateOf } from '../../../document/view-state.ts'
import type { Reader } from './reader.ts'
import type { SearchHit } from './system-shapes.ts'
import { rowFields, type RowDocument } from './task-row.ts'

/** How many hits of each kind. */
const hitsOfKind = 8

/** The beginning of an id is looked for from this many characters on. */
const shortestPrefix = 4

/** Looks for a task or DAG by its id or the beginning of it, for definitions by name, and for workers by host. */
export async function search(reader: Reader, text: string): Promise<SearchHit[]> {
  const wanted = text.trim()
  if (wanted === '') return []
  const hits = await Promise.all([
    findTasks(reader, wanted),
    findDags(reader, wanted),
    findTypes(reader, wanted),
    findWorkers(reader, wanted),
  ])
  return hits.flat()
}

function byId(wanted: string): { readonly _id: string | { readonly $gte: string; readonly $lt: string } } {
  return { _id: wanted.length < shortestPrefix ? wanted : { $gte: wanted, $lt: `${wanted}\u{10FFFF}` } }
}

async function findTasks(reader: Reader, wanted: string): Promise<SearchHit[]> {
  const { store, options } = reader
  const [found, pausedNames] = await Promise.all([
    store.tasks
      .find({ ...byId(wanted), ...whereVisible }, options)
      .project<RowDocument>(rowFields)
      .limit(hitsOfKind)
      .toArray(),
    reader.pausedNames(),
  ])
  return found.map((task) => ({
    kind: 'task',
    id: task._id,
    title: `${task.name} ${task._id}`,
    detail: viewStateOf(task, pausedNames),
  }))
}

async function findDags({ store, options }: Reader, wanted: string): Promise<SearchHit[]> {
  const [recorded, task] = await Promise.all([
    store.dags
      .find(byId(wanted), { ...options, projection: { taskCount: 1 } })
      .limit(hitsOfKind)
      .toArray(),
    store.tasks.findOne<Pick<TaskDocument, 'dagId'>>(
      { dagId: wanted, ...whereVisible },
      { ...options, projection: { dagId: 1 } },
    ),
  ])
  const hits = recorded.map(({ _id, taskCount }): SearchHit => ({
    kind: 'dag',
    id: _id,
    title: `DAG ${_id}`,
    detail: `${taskCount} tasks`,
  }))
  const isSingle = task !== null && !hits.some(({ id }) => id === task.dagId)
  return isSingle
    ? [...hits, { kind: 'dag', id: task.dagId, title: `DAG ${task.dagId}`, detail: '1 task' }]
    : hits
}

async function findTypes(reader: Reader, wanted: string): Promise<SearchHit[]> {
  const lower = wanted.toLowerCase()
  const names = (await reader.taskNames()).filter((name) => name.toLowerCase().includes(lower))
  return names.slice(0, hitsOfKind).map((name) => ({ kind: 'type', id: name, title: name }))
}

async function findWorkers({ store, options }: Reader, wanted: string): Promise<SearchHit[]> {
  const lower = wanted.toLowerCase()
  const workers = await store.workers.find({}, options).limit(1_000).toArray()
  return workers
    .filter(({ _id, host }) => _id.startsWith(wanted) || host.toLowerCase().includes(lower))
    .slice(0, hitsOfKind)
    .map(({ _id, host, pid }) => ({ kind: 'worker', id: _id, title: `${host}, process ${pid}` }))
}
