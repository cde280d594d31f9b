import type { IndexDeclaration } from './index-declaration.ts'
import { listIndexes, updatedIndex } from './read/inspect/list-indexes.ts'
import type { ServerDescription } from './server.ts'

/** What a feed of events walks where there is no change stream; created with the first feed. */
export const eventIndexes: readonly IndexDeclaration[] = [
  // One of the inspector's: MongoDB takes no second index with the same key.
  updatedIndex,
  {
    collection: 'dags',
    name: 'finished',
    serves: 'events: the DAGs that finished last',
    key: { finishedAt: 1, _id: 1 },
    options: {},
  },
]

/** What the inspector needs of a server beside the indexes of the engine. */
export function inspectionIndexes(topology: ServerDescription['topology']): readonly IndexDeclaration[] {
  return topology === 'standalone' ? [...new Set([...listIndexes, ...eventIndexes])] : listIndexes
}
