import { decodeKeys } from '../../define/stored-keys.ts'
import { inChunks } from '../chunks.ts'
import { contentId, type ContentKind } from '../content.ts'
import type { Store } from '../store.ts'

/** Reads large payloads or results, by the ids of their tasks. */
export async function readContents(
  store: Store,
  kind: ContentKind,
  taskIds: readonly string[],
): Promise<Map<string, unknown>> {
  const values = new Map<string, unknown>()
  for (const chunk of inChunks(taskIds)) {
    const rows = store.contents.find({ _id: { $in: chunk.map((id) => contentId(id, kind)) } })
    for await (const { taskId, value } of rows) values.set(taskId, decodeKeys(value))
  }
  return values
}
