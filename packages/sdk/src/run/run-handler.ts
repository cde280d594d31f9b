import { describeValue } from '../define/describe-value.ts'
import type { Handler, HandlerContext } from '../define/handler.ts'
import { isPlainObject } from '../define/plain-object.ts'
import { TaskloomError } from '../errors.ts'

/** What came of a handler that did not throw. */
export type HandlerEnd =
  | { readonly kind: 'returned'; readonly result: unknown }
  | { readonly kind: 'skipped'; readonly reason: string }

/** Asks `runIf`, where there is one, and runs the handler unless it says no. Rejects with what they throw. */
export async function runHandler(handler: Handler | undefined, context: HandlerContext): Promise<HandlerEnd> {
  if (handler?.runIf !== undefined) {
    const { progress: _progress, push: _push, extend: _extend, ...seen } = context
    const said: unknown = await handler.runIf(seen)
    const reason = reasonToSkip(said, context.name)
    if (reason !== undefined) return { kind: 'skipped', reason }
  }
  return { kind: 'returned', result: await handler?.run(context) }
}

function reasonToSkip(said: unknown, name: string): string | undefined {
  if (said === true) return undefined
  if (said === false) return 'The `runIf` of its handler said no.'
  if (isPlainObject(said) && said['run'] === false && typeof said['reason'] === 'string')
    return said['reason']
  throw new TaskloomError(
    'INVALID_RESULT',
    `The \`runIf\` of task \`${name}\` returned ${describeValue(said)}. It returns true, false, or { run: false, reason: '…' }.`,
    { details: { task: name } },
  )
}
