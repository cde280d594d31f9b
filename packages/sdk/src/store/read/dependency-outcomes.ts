import { decodeKeys } from '../../define/stored-keys.ts'
import { standingOf, type DependencyStanding } from '../../document/dependency-rule.ts'
import type {
  StoredError,
  StoredExtension,
  StoredGrowth,
  TaskDocument,
} from '../../document/task-document.ts'
import { inChunks } from '../chunks.ts'
import type { Store } from '../store.ts'
import { readContents } from './contents.ts'

/** How a dependency ended, with what it left behind. */
export interface DependencyOutcome {
  readonly id: string
  readonly standing: DependencyStanding
  /** The result as it was returned, for a finished one. */
  readonly result?: unknown
  readonly error?: StoredError
  /** What it was extended by while it ran. */
  readonly extensions?: readonly StoredExtension[]
  /** What it pushed; that does not wait for its extensions. */
  readonly growths?: readonly StoredGrowth[]
}

const fields = ['state', 'result', 'resultIn', 'settledBy', 'error', 'extensions', 'growths'] as const

type Row = Pick<TaskDocument, '_id' | (typeof fields)[number]>

/**
 * Reads how dependencies ended, through a cursor: a fan-in of thousands of results never becomes one document.
 * Ids that are not found are not in the map.
 */
export async function readDependencyOutcomes(
  store: Store,
  ids: readonly string[],
): Promise<Map<string, DependencyOutcome>> {
  const outcomes = new Map<string, DependencyOutcome>()
  for (const chunk of inChunks([...new Set(ids)])) {
    const rows = await store.tasks
      .find({ _id: { $in: chunk } })
      .project<Row>(Object.fromEntries(fields.map((field) => [field, 1])))
      .toArray()
    const apart = rows.filter(({ resultIn }) => resultIn === 'contents')
    const contents = await readContents(store, 'result', apart)
    for (const row of rows) {
      const result = row.resultIn === 'contents' ? contents.get(row._id) : decodeKeys(row.result)
      outcomes.set(row._id, {
        id: row._id,
        standing: standingOf(row.state),
        result,
        ...(row.error === undefined ? {} : { error: row.error }),
        ...(row.extensions === undefined ? {} : { extensions: row.extensions, growths: row.growths ?? [] }),
      })
    }
  }
  return outcomes
}
