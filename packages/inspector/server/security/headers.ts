import type { RequestHandler } from 'express'
import helmet from 'helmet'

export interface HeaderSettings {
  /** Which pages may show the inspector in a frame, as `frame-ancestors` of the CSP takes it. */
  readonly frameAncestors: string
}

/**
 * The headers of every answer. No script but our own files runs, and no other host is ever asked. Styles may be
 * inline, because positions on a canvas are.
 */
export function securityHeaders({ frameAncestors }: HeaderSettings): RequestHandler {
  const own = ["'self'"]
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: own,
        scriptSrc: own,
        styleSrc: [...own, "'unsafe-inline'"],
        imgSrc: [...own, 'data:', 'blob:'],
        fontSrc: own,
        connectSrc: own,
        workerSrc: own,
        objectSrc: ["'none'"],
        baseUri: own,
        formAction: own,
        frameAncestors: [frameAncestors],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    xFrameOptions: frameAncestors === "'none'" ? { action: 'deny' } : false,
    // Whether a whole host is HTTPS alone is for its owner to say, not for a router in it.
    strictTransportSecurity: false,
  })
}
