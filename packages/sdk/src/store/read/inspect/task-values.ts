import { decodeKeys } from '../../../define/stored-keys.ts'
import type { TaskDocument } from '../../../document/task-document.ts'
import { whereVisible } from '../../../document/transitions.ts'
import { inChunks } from '../../chunks.ts'
import { readContents } from '../contents.ts'
import { toExtendedJson } from './extended-json.ts'
import type { Reader } from './reader.ts'
import type { TaskValues } from './task-shapes.ts'

const valueFields = {
  payload: 1,
  payloadIn: 1,
  result: 1,
  resultIn: 1,
  pushId: 1,
  settledBy: 1,
} as const

/** What `valueFields` leave of a task. */
type ValueDocument = Pick<TaskDocument, '_id' | keyof typeof valueFields>

/** The payloads and results of tasks, in the order of the ids; tasks that do not exist are left out. */
export async function readTaskValues(reader: Reader, ids: readonly string[]): Promise<TaskValues[]> {
  const { store, options } = reader
  const tasks: ValueDocument[] = []
  for (const chunk of inChunks([...new Set(ids)])) {
    const found = store.tasks
      .find({ _id: { $in: chunk }, ...whereVisible }, options)
      .project<ValueDocument>(valueFields)
    tasks.push(...(await found.toArray()))
  }
  const [payloads, results] = await Promise.all([
    readValues(reader, tasks, 'payload'),
    readValues(reader, tasks, 'result'),
  ])
  const known = new Set(tasks.map(({ _id }) => _id))
  const valuesOf = (id: string): TaskValues => {
    const [payload, result] = [payloads.get(id), results.get(id)]
    return result === undefined ? { id, payload } : { id, payload, result }
  }
  return ids.filter((id) => known.has(id)).map(valuesOf)
}

/** Small values are in the tasks themselves, large ones apart. */
async function readValues(
  { store }: Reader,
  tasks: readonly ValueDocument[],
  kind: 'payload' | 'result',
): Promise<Map<string, unknown>> {
  const apart = tasks.filter((task) => task[`${kind}In`] === 'contents')
  const large = apart.length === 0 ? new Map<string, unknown>() : await readContents(store, kind, apart)
  return new Map(
    tasks.map((task) => [task._id, toExtendedJson(large.get(task._id) ?? decodeKeys(task[kind]))]),
  )
}
