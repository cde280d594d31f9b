import { assertOffered } from '../actions/assert-offered.ts'
import { preview } from '../actions/preview.ts'
import { previewUndo } from '../actions/undo.ts'
import type { Handler } from '../http/call.ts'

/** What an action would do, before it does it. */
export const previewAction: Handler<'previewAction'> = async ({ body, visitor }, context) => {
  const { origin } = assertOffered(body, visitor, context)
  if (origin !== undefined) return previewUndo(await context.database.use(), origin)
  return preview(await context.database.use(), body, context.settings.definitions)
}
