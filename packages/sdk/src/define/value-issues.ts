import type { $ZodIssue } from 'zod/v4/core'

import { formatPath, type PathSegment } from './value-path.ts'

const maximumShown = 5

/** One thing that a schema found wrong with a value. */
export interface ValueIssue {
  readonly path: readonly PathSegment[]
  readonly message: string
}

/** Takes from the issues of zod what can be stored and shown. */
export function toValueIssues(issues: readonly $ZodIssue[]): readonly ValueIssue[] {
  return issues.map((issue) => ({
    path: issue.path.map((segment) => (typeof segment === 'symbol' ? String(segment) : segment)),
    message: issue.message,
  }))
}

/** Puts issues into one sentence: `` `payload.url`: is missing, expected string; … ``. */
export function describeIssues(root: string, issues: readonly ValueIssue[]): string {
  const shown = issues.slice(0, maximumShown).map((issue) => describeIssue(root, issue))
  const hidden = issues.length - shown.length
  return shown.join('; ') + (hidden > 0 ? `; and ${hidden} more` : '')
}

function describeIssue(root: string, issue: ValueIssue): string {
  return `\`${formatPath([root, ...issue.path])}\` ${rephrase(issue.message)}`
}

/** Messages of zod begin with `Invalid input`, which the sentence around them says already. */
function rephrase(message: string): string {
  const missing = /^Invalid input: (expected .+), received undefined$/.exec(message)
  if (missing !== null) return `is missing (${missing[1]})`
  const invalid = /^Invalid input: (.+)$/.exec(message)
  return `is wrong: ${invalid?.[1] ?? message}`
}
