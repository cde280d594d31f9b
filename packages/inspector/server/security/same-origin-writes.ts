import type { Request, RequestHandler } from 'express'

import { Problem } from '../http/problem.ts'
import { hostOf } from './allowed-hosts.ts'

export interface OriginSettings {
  /** Origins such as `https://admin.example`, whose pages may write here. */
  readonly trustedOrigins: readonly string[]
  readonly trustProxy: boolean
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses writes that a page of another site makes a browser send, by what the browser says of itself: the
 * algorithm of Go's CrossOriginProtection. What is no browser sends neither header, and passes.
 */
export function sameOriginWrites(settings: OriginSettings): RequestHandler {
  return (request, _response, next) => {
    if (safeMethods.has(request.method) || isOurs(request, settings)) return next()
    throw new Problem('CROSS_ORIGIN', 'A page of another site may not change anything here.')
  }
}

function isOurs(request: Request, { trustedOrigins, trustProxy }: OriginSettings): boolean {
  const origin = request.get('origin')
  if (origin !== undefined && trustedOrigins.includes(origin)) return true
  const site = request.get('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  if (origin === undefined) return true
  return URL.canParse(origin) && new URL(origin).host === hostOf(request, trustProxy)
}
