import { safeParse, safeParseAsync, type $ZodType } from 'zod/v4/core'

import { TaskloomError } from '../errors.ts'
import type { AnyTaskDefinition } from './any-task-definition.ts'
import { copyValue, freezeValue } from './copy-value.ts'
import { describeValue } from './describe-value.ts'
import { assertStorable } from './storable.ts'
import { describeIssues, toValueIssues, type ValueIssue } from './value-issues.ts'

/** What a schema made of a value, or why it refused it. */
export type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false
      readonly message: string
      readonly issues: readonly ValueIssue[]
      readonly cause?: unknown
    }

/** Schemas that once turned out to be asynchronous, so that what they wait for is not begun in vain again. */
const asynchronous = new WeakSet<$ZodType>()

/** Which value of which task a schema looks at. */
interface Subject {
  readonly schema: $ZodType
  readonly task: string
  readonly root: 'payload' | 'result'
}

/** Makes of a stored payload what the handler receives. Never rejects: a schema that throws has refused. */
export async function parsePayload(definition: AnyTaskDefinition, stored: unknown): Promise<Parsed> {
  return parseLater({ schema: definition.schema, task: definition.name, root: 'payload' }, stored)
}

/** Makes of a stored result what dependents receive. Never rejects: a schema that throws has refused. */
export async function parseResult(definition: AnyTaskDefinition, stored: unknown): Promise<Parsed> {
  if (definition.result === undefined) return { ok: true, value: undefined }
  return parseLater({ schema: definition.result, task: definition.name, root: 'result' }, stored)
}

/**
 * Checks a payload at the call of its definition, on a copy, so that a schema cannot change it.
 * Returns undefined when the schema is asynchronous: the push checks it then. Whether it is shows only
 * when it runs, so the first payload of such a schema begins what it awaits, and nothing listens to that.
 */
export function parsePayloadNow(definition: AnyTaskDefinition, payload: unknown): Parsed | undefined {
  const subject: Subject = { schema: definition.schema, task: definition.name, root: 'payload' }
  if (asynchronous.has(subject.schema)) return undefined
  try {
    return judge(subject, safeParse(subject.schema, copyValue(payload)))
  } catch (error) {
    if (!isAsynchronous(error)) return refusal(subject, error)
    asynchronous.add(subject.schema)
    return undefined
  }
}

/**
 * Checks what a handler returned and gives back what is to be stored: a copy of it, as it was returned.
 * @throws TaskloomError `INVALID_RESULT` when the result schema refuses it, or when there is none.
 * @throws TaskloomError `VALUE_NOT_STORABLE` when MongoDB cannot hold it as it is.
 */
export async function checkResult(definition: AnyTaskDefinition, value: unknown): Promise<unknown> {
  const task = definition.name
  if (definition.result === undefined) return refuseAnyResult(task, value)
  assertStorable(value, 'result', task)
  const result = freezeValue(copyValue(value))
  const parsed = await parseLater({ schema: definition.result, task, root: 'result' }, copyValue(value))
  if (parsed.ok) return result
  const { message, issues, cause } = parsed
  throw new TaskloomError('INVALID_RESULT', message, { details: { task, issues }, cause })
}

function refuseAnyResult(task: string, value: unknown): undefined {
  if (value === undefined) return
  throw new TaskloomError(
    'INVALID_RESULT',
    `Task \`${task}\` declares no result, but ended with ${describeValue(value)}. Add \`result: <zod schema>\` to its definition, or return nothing.`,
    { details: { task } },
  )
}

async function parseLater(subject: Subject, value: unknown): Promise<Parsed> {
  try {
    return judge(subject, await safeParseAsync(subject.schema, value))
  } catch (error) {
    return refusal(subject, error)
  }
}

type SafeParsed = Awaited<ReturnType<typeof safeParseAsync>>

function judge({ task, root }: Subject, parsed: SafeParsed): Parsed {
  if (parsed.success) return { ok: true, value: parsed.data }
  const issues = toValueIssues(parsed.error.issues)
  return {
    ok: false,
    issues,
    message: `Task \`${task}\` refuses its ${root}: ${describeIssues(root, issues)}.`,
  }
}

function refusal({ task, root }: Subject, cause: unknown): Parsed {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return {
    ok: false,
    issues: [],
    cause,
    message: `Task \`${task}\` refuses its ${root}: the schema threw \`${reason}\`.`,
  }
}

/** By its name: the error may come from another copy of zod than ours. */
function isAsynchronous(error: unknown): boolean {
  return error instanceof Error && error.constructor.name === '$ZodAsyncError'
}
