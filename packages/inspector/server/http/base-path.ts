import type { Request } from 'express'

/** A path of plain segments: what a proxy may claim to have taken away. */
const plainPath = /^(\/[\w.~-]+)+$/

/** Where the router is mounted, as the browser sees it; without a slash at the end. */
export function basePathOf(request: Request, trustProxy: boolean): string {
  const prefix = trustProxy ? (request.get('x-forwarded-prefix') ?? '').replace(/\/+$/, '') : ''
  return (plainPath.test(prefix) ? prefix : '') + request.baseUrl
}
