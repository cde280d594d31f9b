import type { StoredError } from './task-document.ts'

const longestMessage = 10_000
const longestStack = 20_000
const deepestCause = 5

/**
 * Makes data of whatever was thrown: name, code, message, stack and the chain of causes.
 * A thrown value that is not an error becomes an error that says so.
 */
export function toStoredError(thrown: unknown, depth = 0): StoredError {
  try {
    return describeThrown(thrown, depth)
  } catch {
    return notAnError('An error was thrown that cannot be read.')
  }
}

function describeThrown(thrown: unknown, depth: number): StoredError {
  if (!(thrown instanceof Error)) return notAnError(thrown)
  const cause =
    depth < deepestCause && thrown.cause !== undefined ? toStoredError(thrown.cause, depth + 1) : undefined
  return {
    code: codeOf(thrown),
    name: toText(thrown.name),
    message: cut(toText(thrown.message), longestMessage),
    ...(typeof thrown.stack === 'string' ? { stack: cut(thrown.stack, longestStack) } : {}),
    ...(cause === undefined ? {} : { cause }),
  }
}

/** Whoever throws may have put anything there. */
function toText(value: unknown): string {
  return typeof value === 'string' ? value : describe(value)
}

function codeOf(error: Error): string {
  const code = 'code' in error ? error.code : undefined
  return typeof code === 'string' || typeof code === 'number' ? String(code) : 'HANDLER_FAILED'
}

function notAnError(thrown: unknown): StoredError {
  const message = typeof thrown === 'string' ? thrown : describe(thrown)
  return { code: 'HANDLER_FAILED', name: 'NotAnError', message: cut(message, longestMessage) }
}

function describe(thrown: unknown): string {
  try {
    return JSON.stringify(thrown) ?? String(thrown)
  } catch {
    return typeof thrown === 'bigint' ? String(thrown) : Object.prototype.toString.call(thrown)
  }
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`
}
