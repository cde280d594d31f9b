import type { Request, RequestHandler } from 'express'

import { Problem } from '../http/problem.ts'

/** The names of this machine for itself. */
const loopbackNames = ['localhost', '127.0.0.1', '[::1]']

export interface HostSettings {
  /** Names beside those of loopback, without a port; `*` allows every name. */
  readonly allowedHosts: readonly string[]
  readonly trustProxy: boolean
}

/**
 * Answers only to names that it is meant to have. Without this a page of any site could point its own name at
 * this machine, and read and write here as if it were of the same origin (DNS rebinding).
 */
export function allowedHosts(settings: HostSettings): RequestHandler {
  const allowed = new Set([...loopbackNames, ...settings.allowedHosts.map((name) => name.toLowerCase())])
  return (request, _response, next) => {
    const name = withoutPort(hostOf(request, settings.trustProxy))
    if (allowed.has('*') || allowed.has(name)) return next()
    throw new Problem(
      'HOST_NOT_ALLOWED',
      `The inspector does not answer to the name "${name.slice(0, 100)}".`,
      'Add the name to allowedHosts (on the command line: --allowed-hosts).',
    )
  }
}

/** The host, with its port, that the browser asked for. Of several that are forwarded, the proxy added the last. */
export function hostOf(request: Request, trustProxy: boolean): string {
  const forwarded = trustProxy ? request.get('x-forwarded-host')?.split(',').at(-1)?.trim() : undefined
  return (forwarded ?? request.get('host') ?? '').toLowerCase()
}

function withoutPort(host: string): string {
  return host.replace(/:\d*$/, '').replace(/\.$/, '')
}
