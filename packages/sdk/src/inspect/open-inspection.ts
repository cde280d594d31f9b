import { TaskloomError } from '../errors.ts'
import { internals } from '../run/connect.ts'
import type { Loom } from '../run/loom.ts'
import { createIndexes } from '../store/index-declaration.ts'
import { listIndexes } from '../store/read/inspect/list-indexes.ts'
import { openReader } from '../store/read/inspect/reader.ts'
import { countTasks, offeredSorts, readTaskList } from '../store/read/inspect/task-list.ts'
import type { Inspection, InspectionOptions } from './inspection.ts'

/**
 * Opens what the inspector reads of a loom. It has no connection of its own: it ends with the loom.
 * @throws TaskloomError `INVALID_OPTION` when this is no loom.
 */
export function openInspection(
  loom: Loom,
  { maxTimeMS = 3_000, comment = 'taskloom-inspector', readPreference = 'primary' }: InspectionOptions = {},
): Inspection {
  const parts = internals.get(loom)
  if (parts === undefined)
    throw new TaskloomError('INVALID_OPTION', 'openInspection() takes a loom that connect() returned.')
  const { store } = parts.engine
  const reader = openReader(store, { maxTimeMS, comment, readPreference })
  return {
    database: store.database,
    live: store.topology === 'standalone' ? 'polling' : 'stream',
    now: () => store.clock.now().getTime(),
    tasks: (query) => readTaskList(reader, query),
    offeredSorts: (selection) => offeredSorts(reader, selection),
    countTasks: (selection) => countTasks(reader, selection),
    taskRows: later,
    task: later,
    neighbours: later,
    taskEvents: later,
    dags: later,
    dag: later,
    dagVersion: later,
    dagGraph: later,
    dagTimeline: later,
    search: later,
    stats: later,
    series: later,
    types: later,
    workers: later,
    health: later,
    createIndexes: async () => {
      await createIndexes(store, listIndexes)
      reader.forget()
    },
    watchChanges: () => {
      throw new Error('Not yet.')
    },
  }
}

function later(): Promise<never> {
  return Promise.reject(new Error('Not yet.'))
}
