import { BSON } from 'mongodb'

import { defaults } from '../defaults.ts'
import { encodeKeys } from '../define/stored-keys.ts'
import type { ContentDocument, ValuePlace } from '../document/task-document.ts'
import { TaskloomError } from '../errors.ts'

export type ContentKind = 'payload' | 'result'

/** A value made ready to be stored: in its task, or, when it is large, as a document of its own. */
export interface PreparedValue {
  readonly place: ValuePlace
  /** What the task holds; absent when the value is in `contents`. */
  readonly inline?: unknown
  /** What `contents` holds; absent when the value travels with the task. */
  readonly content?: { readonly taskId: string; readonly value: unknown }
}

/**
 * Where the large payload of one push is. Every push has a place of its own: it may be written before it is
 * known whether the task is stored already, and must not replace what that one has.
 */
export function payloadIdOf(taskId: string, pushId: string): string {
  return `${taskId}:payload:${pushId}`
}

/** The push that a large payload came with; undefined for what is no payload. */
export function pushIdOf(contentId: string, taskId: string): string | undefined {
  const start = payloadIdOf(taskId, '')
  return contentId.startsWith(start) ? contentId.slice(start.length) : undefined
}

/**
 * Where the large result of one claim is. Every claim has a place of its own: it is written before the fenced
 * update, so that of a late claim must not replace what another has stored.
 */
export function resultIdOf(taskId: string, token: string): string {
  return `${taskId}:result:${token}`
}

/** How large a value is that MongoDB can hold, in bytes of BSON. */
export function sizeOf(value: unknown): number {
  return BSON.calculateObjectSize({ value }, { ignoreUndefined: true })
}

/**
 * Measures and encodes a payload or result.
 * @throws TaskloomError `VALUE_TOO_LARGE` beyond `maximum` bytes of BSON.
 */
export function prepareValue(
  task: { readonly id: string; readonly name: string },
  kind: ContentKind,
  { value, maximum }: { readonly value: unknown; readonly maximum: number },
): PreparedValue {
  const encoded = encodeKeys(value)
  const size = sizeOf(encoded)
  if (size > maximum) {
    throw new TaskloomError(
      'VALUE_TOO_LARGE',
      `The ${kind} of task \`${task.name}\` (${task.id}) is ${size} bytes, and at most ${maximum} are allowed. Store it elsewhere and pass a reference, or raise \`limits.${kind}\` of connect().`,
      { details: { id: task.id, task: task.name, size, maximum } },
    )
  }
  if (size <= defaults.inlineValue) return { place: 'inline', inline: encoded }
  return { place: 'contents', content: { taskId: task.id, value: encoded } }
}

export function contentDocument(
  _id: string,
  { taskId, value }: NonNullable<PreparedValue['content']>,
  purgeAt: Date,
): ContentDocument {
  return { _id, taskId, value, purgeAt }
}
