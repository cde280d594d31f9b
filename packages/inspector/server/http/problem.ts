import type { z } from 'zod'

import type { problem } from '../../shared/schemas/parts.ts'

/** Every way in which the API refuses: its code, its status, and its title. */
export const problems = {
  INVALID_REQUEST: { status: 400, title: 'The request is not valid' },
  INVALID_JSON: { status: 400, title: 'The body is not JSON' },
  INVALID_FILTER: { status: 400, title: 'The filter is not understood' },
  SORT_NOT_OFFERED: { status: 400, title: 'The list is not offered in this order' },
  INVALID_CURSOR: { status: 400, title: 'The cursor is not valid' },
  UNAUTHENTICATED: { status: 401, title: 'Not signed in' },
  FORBIDDEN: { status: 403, title: 'Not permitted' },
  READ_ONLY: { status: 403, title: 'The inspector is read-only' },
  CROSS_ORIGIN: { status: 403, title: 'The request comes from another site' },
  NOT_LOCAL: { status: 403, title: 'Open to this machine alone' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The method is not allowed here' },
  NOT_ACCEPTABLE: { status: 406, title: 'Only HTML is served here' },
  CONFLICT: { status: 409, title: 'The request conflicts with an earlier one' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  NOT_JSON: { status: 415, title: 'The body must be JSON' },
  HOST_NOT_ALLOWED: { status: 421, title: 'The host is not allowed' },
  TOO_MANY_REQUESTS: { status: 429, title: 'Too many requests' },
  INTERNAL: { status: 500, title: 'Something went wrong' },
  DATABASE_DOWN: { status: 503, title: 'The database does not answer' },
  BUSY: { status: 503, title: 'Too much is going on' },
  TIMED_OUT: { status: 504, title: 'The database took too long' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>

export type ProblemCode = keyof typeof problems

export type ProblemDetails = z.output<typeof problem>

/** A refusal of the API, in words for people. Everything else that is thrown is told as `INTERNAL`. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  /** What would make it work. */
  readonly hint: string | undefined

  constructor(code: ProblemCode, detail: string, hint?: string) {
    super(detail)
    this.code = code
    this.hint = hint
  }

  get status(): number {
    return problems[this.code].status
  }

  /** RFC 9457 problem details. */
  toDetails(requestId?: string): ProblemDetails {
    const { status, title } = problems[this.code]
    return {
      type: `urn:taskloom:problem:${this.code.toLowerCase().replaceAll('_', '-')}`,
      title,
      status,
      code: this.code,
      detail: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      ...(requestId === undefined ? {} : { requestId }),
    }
  }
}
