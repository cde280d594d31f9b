import type { z } from 'zod'

import type { problem } from '../../shared/schemas/parts.ts'

type Problem = z.infer<typeof problem>

/** Why a request gave nothing: the server's problem (RFC 9457), or no answer at all (`code: 'OFFLINE'`). */
export class ApiFailure extends Error {
  readonly status: number
  readonly code: string
  readonly hint: string | undefined
  readonly requestId: string | undefined

  constructor(problem: Pick<Problem, 'status' | 'code' | 'detail' | 'hint' | 'requestId'>) {
    super(problem.detail)
    this.name = 'ApiFailure'
    this.status = problem.status
    this.code = problem.code
    this.hint = problem.hint
    this.requestId = problem.requestId
  }

  /** Nothing was reached: no network, or the server is gone. */
  get isOffline(): boolean {
    return this.code === 'OFFLINE'
  }
}

export async function failureOf(response: Response): Promise<ApiFailure> {
  const body: unknown = await response.json().catch(() => undefined)
  if (isProblem(body)) return new ApiFailure(body)
  return new ApiFailure({
    status: response.status,
    code: `HTTP_${response.status}`,
    detail: `The server answered ${response.status} ${response.statusText}`.trim() + '.',
  })
}

export function toFailure(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error
  return new ApiFailure({ status: 0, code: 'UNEXPECTED', detail: messageOf(error) })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body && 'status' in body
}
