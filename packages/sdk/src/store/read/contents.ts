import { decodeKeys } from '../../define/stored-keys.ts'
import type { TaskDocument } from '../../document/task-document.ts'
import { inChunks } from '../chunks.ts'
import { payloadIdOf, resultIdOf, type ContentKind } from '../content.ts'
import type { Store } from '../store.ts'

/** Reads the large payloads or results of tasks, by the ids of the tasks. */
export async function readContents(
  store: Store,
  kind: ContentKind,
  tasks: readonly (Pick<TaskDocument, '_id'> & Partial<Pick<TaskDocument, 'pushId' | 'settledBy'>>)[],
): Promise<Map<string, unknown>> {
  const values = new Map<string, unknown>()
  for (const chunk of inChunks(tasks)) {
    const ids = chunk.map(({ _id, pushId = '', settledBy = '' }) =>
      kind === 'payload' ? payloadIdOf(_id, pushId) : resultIdOf(_id, settledBy),
    )
    const rows = store.contents.find({ _id: { $in: ids } })
    for await (const { taskId, value } of rows) values.set(taskId, decodeKeys(value))
  }
  return values
}
