import { whereVisible } from '../../../document/transitions.ts'
import { inChunks } from '../../chunks.ts'
import type { Reader } from './reader.ts'
import { rowFields, toTaskRow, type RowDocument } from './task-row.ts'
import type { TaskRow } from './task-shapes.ts'

/** The rows of tasks, in the order of the ids; those that do not exist are left out. */
export async function readTaskRows(reader: Reader, ids: readonly string[]): Promise<TaskRow[]> {
  const { store, options } = reader
  const pausedNames = await reader.pausedNames()
  const rows = new Map<string, TaskRow>()
  for (const chunk of inChunks([...new Set(ids)])) {
    const found = store.tasks
      .find({ _id: { $in: chunk }, ...whereVisible }, options)
      .project<RowDocument>(rowFields)
    for await (const task of found) rows.set(task._id, toTaskRow(task, pausedNames))
  }
  return ids.flatMap((id) => rows.get(id) ?? [])
}
