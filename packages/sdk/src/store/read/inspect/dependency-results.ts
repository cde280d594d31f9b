import type { TaskDocument } from '../../../document/task-document.ts'
import { readDependencyOutcomes } from '../dependency-outcomes.ts'
import { toExtendedJson } from './extended-json.ts'
import { readTaskRows } from './read-rows.ts'
import type { Reader } from './reader.ts'
import type { DependencyNeighbour, TaskRow } from './task-shapes.ts'

/** How many dependencies are shown with a task. */
const shownAtMost = 200

/** Reads the first dependencies of a task, with the results that they left. */
export async function readDependencies(
  reader: Reader,
  { dependencies }: Pick<TaskDocument, 'dependencies'>,
): Promise<DependencyNeighbour[]> {
  const shown = dependencies.slice(0, shownAtMost)
  const ids = shown.map(({ id }) => id)
  const [rows, outcomes] = await Promise.all([
    readTaskRows(reader, [...new Set(ids)]),
    readDependencyOutcomes(reader.store, ids),
  ])
  const byId = new Map(rows.map((row) => [row.id, row]))
  return shown.map((dependency) =>
    toNeighbour(dependency, byId.get(dependency.id), outcomes.get(dependency.id)?.result),
  )
}

function toNeighbour(
  { id, group }: TaskDocument['dependencies'][number],
  task: TaskRow | undefined,
  result: unknown,
): DependencyNeighbour {
  return {
    id,
    group,
    ...(task === undefined ? {} : { task }),
    ...(result === undefined ? {} : { result: toExtendedJson(result) }),
  }
}
