import { TaskloomError } from '../errors.ts'
import { internals } from '../run/connect.ts'
import type { Loom } from '../run/loom.ts'
import type { Inspection, InspectionOptions } from './inspection.ts'

/**
 * Opens what the inspector reads of a loom. It has no connection of its own: it ends with the loom.
 * @throws TaskloomError `INVALID_OPTION` when this is no loom.
 */
export function openInspection(loom: Loom, _options: InspectionOptions = {}): Inspection {
  const parts = internals.get(loom)
  if (parts === undefined)
    throw new TaskloomError('INVALID_OPTION', 'openInspection() takes a loom that connect() returned.')
  const { store } = parts.engine
  return {
    database: store.database,
    live: store.topology === 'standalone' ? 'polling' : 'stream',
    now: () => store.clock.now().getTime(),
    tasks: later,
    offeredSorts: later,
    countTasks: later,
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
    createIndexes: later,
    watchChanges: () => {
      throw new Error('Not yet.')
    },
  }
}

function later(): Promise<never> {
  return Promise.reject(new Error('Not yet.'))
}
