import { decodeKeys } from '../../../define/stored-keys.ts'
import type { TaskDocument } from '../../../document/task-document.ts'
import { whereVisible } from '../../../document/transitions.ts'
import { resultIdOf, sizeOf } from '../../content.ts'
import { toExtendedJson } from './extended-json.ts'
import { readTaskRows } from './read-rows.ts'
import type { Reader } from './reader.ts'
import type { DependencyNeighbour } from './task-shapes.ts'

/** How many dependencies are shown with a task. */
const shownAtMost = 200

/** How many bytes of BSON the large results of dependencies may have together that are read with a task. */
const readAtMost = 2 * 1024 * 1024

/** How many large results MongoDB sends at once. */
const sentAtOnce = 10

/** Reads the first dependencies of a task; with the results that they left, if values are asked for. */
export async function readDependencies(
  reader: Reader,
  { dependencies }: Pick<TaskDocument, 'dependencies'>,
  hasValues: boolean,
): Promise<DependencyNeighbour[]> {
  const shown = dependencies.slice(0, shownAtMost)
  const ids = [...new Set(shown.map(({ id }) => id))]
  const [rows, results] = await Promise.all([
    readTaskRows(reader, ids),
    hasValues ? readResults(reader, ids) : new Map<string, Result>(),
  ])
  const byId = new Map(rows.map((row) => [row.id, row]))
  return shown.map(({ id, group }) => {
    const task = byId.get(id)
    return task === undefined ? { id, group } : Object.assign({ id, group, task }, results.get(id))
  })
}

type Result = Pick<DependencyNeighbour, 'result' | 'isResultLeftOut'>

type ResultDocument = Pick<TaskDocument, '_id' | 'result' | 'resultIn' | 'settledBy'>

/** The results of tasks that have one. Small ones are in the tasks; of the large ones it reads so many bytes. */
async function readResults({ store, options }: Reader, ids: readonly string[]): Promise<Map<string, Result>> {
  const tasks = await store.tasks
    .find({ _id: { $in: [...ids] }, ...whereVisible }, options)
    .project<ResultDocument>({ result: 1, resultIn: 1, settledBy: 1 })
    .toArray()
  const isApart = ({ resultIn }: ResultDocument): boolean => resultIn === 'contents'
  const large = await readLarge({ store, options }, tasks.filter(isApart))
  const small = tasks
    .filter(({ result }) => result !== undefined)
    .map(({ _id, result }) => [_id, { result: toExtendedJson(decodeKeys(result)) }] as const)
  return new Map<string, Result>([...small, ...large])
}

/** Whole values, since secrets must be looked for in all of them; those behind the limit are left out. */
async function readLarge(
  { store, options }: Pick<Reader, 'store' | 'options'>,
  tasks: readonly ResultDocument[],
): Promise<Map<string, Result>> {
  const results = new Map<string, Result>()
  if (tasks.length === 0) return results
  const contents = store.contents
    .find({ _id: { $in: tasks.map(({ _id, settledBy = '' }) => resultIdOf(_id, settledBy)) } }, options)
    .batchSize(sentAtOnce)
  let size = 0
  for await (const { taskId, value } of contents) {
    size += sizeOf(value)
    if (size > readAtMost) {
      const left = tasks.filter(({ _id }) => !results.has(_id))
      for (const { _id } of left) results.set(_id, { isResultLeftOut: true })
      break
    }
    results.set(taskId, { result: toExtendedJson(decodeKeys(value)) })
  }
  return results
}
