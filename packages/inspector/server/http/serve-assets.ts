import { readdirSync } from 'node:fs'

import express, { Router, type RequestHandler } from 'express'

/** The encodings that the build writes beside its files, the best first, and what their names end with. */
const encodings = { br: '.br', gzip: '.gz' } as const

/** Serves files whose names change with their content: for ever, and compressed as the build left them. */
export function serveAssets(folder: string): Router {
  const router = Router()
  const names = new Set(readdirSync(folder))
  router.use(
    chooseEncoding(names),
    express.static(folder, { immutable: true, maxAge: '1y', index: false, redirect: false }),
  )
  return router
}

/** Sends a request for a file to its compressed form, where there is one that the browser takes. */
function chooseEncoding(names: ReadonlySet<string>): RequestHandler {
  return (request, response, next) => {
    const name = request.path.slice(1)
    const offered = (['br', 'gzip'] as const).filter((each) => names.has(name + encodings[each]))
    if (offered.length === 0) return next()
    response.vary('Accept-Encoding')
    // One by one: browsers name gzip first, and mean no preference.
    const encoding = offered.find((each) => request.acceptsEncodings(each) === each)
    if (encoding === undefined) return next()
    response.type(name.slice(name.lastIndexOf('.'))).set('Content-Encoding', encoding)
    request.url = `/${name}${encodings[encoding]}`
    next()
  }
}
