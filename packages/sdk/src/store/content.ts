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
  readonly content?: { readonly _id: string; readonly taskId: string; readonly value: unknown }
}

export function contentId(taskId: string, kind: ContentKind): string {
  return `${taskId}:${kind}`
}

/**
 * Where the large result of one claim is. Every claim has a place of its own: it is written before the fenced
 * update, so that of a late claim must not replace what another has stored.
 */
export function resultIdOf(taskId: string, token: string): string {
  return `${contentId(taskId, 'result')}:${token}`
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
  const size = BSON.calculateObjectSize({ value: encoded }, { ignoreUndefined: true })
  if (size > maximum) {
    throw new TaskloomError(
      'VALUE_TOO_LARGE',
      `The ${kind} of task \`${task.name}\` (${task.id}) is ${size} bytes, and at most ${maximum} are allowed. Store it elsewhere and pass a reference, or raise \`limits.${kind}\` of connect().`,
      { details: { id: task.id, task: task.name, size, maximum } },
    )
  }
  if (size <= defaults.inlineValue) return { place: 'inline', inline: encoded }
  return {
    place: 'contents',
    content: { _id: contentId(task.id, kind), taskId: task.id, value: encoded },
  }
}

export function contentDocument(
  content: NonNullable<PreparedValue['content']>,
  purgeAt: Date,
): ContentDocument {
  return { ...content, purgeAt }
}
