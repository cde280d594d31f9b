import { assertOffered } from '../actions/assert-offered.ts'
import { preview } from '../actions/preview.ts'
import type { Handler } from '../http/call.ts'

/** What an action would do, before it does it. */
export const previewAction: Handler<'previewAction'> = async ({ body, visitor }, context) => {
  assertOffered(body, visitor, context)
  return preview(await context.database.use(), body, context.settings.definitions)
}
