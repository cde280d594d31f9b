import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import express, { Router, type Request } from 'express'

import { escapeHtml, page } from '../pages/page.ts'
import { basePathOf } from './base-path.ts'
import { etagOf } from './etag.ts'
import { Problem } from './problem.ts'
import { serveAssets } from './serve-assets.ts'

/** The built client: beside the built server, or, when the server runs from its source, where Vite builds it. */
const folders = ['../../client', '../../dist/client'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
)

/** The folder of the built client; undefined when it has not been built. */
function findClient(): string | undefined {
  return folders.find((folder) => existsSync(join(folder, '.vite', 'manifest.json')))
}

interface ServedClient {
  readonly trustProxy: boolean
  /** What the page is called until it has named itself. */
  readonly title: string
}

/**
 * Serves the built client under whatever path the router is mounted at: hashed files for ever, the page itself
 * never without asking.
 */
export function serveClient({ trustProxy, title }: ServedClient): Router {
  const router = Router()
  const folder = findClient()
  router.use(refuseOtherMethods)
  if (folder !== undefined) {
    router.use('/assets', serveAssets(join(folder, 'assets')))
    router.use(express.static(folder, { index: false, redirect: false, setHeaders: alwaysAsk }))
  }
  router.use('/assets', (request) => {
    throw new Problem('NOT_FOUND', `There is no file ${request.originalUrl}.`)
  })
  const index = withTitle(
    folder === undefined ? notBuilt : readFileSync(join(folder, 'index.html'), 'utf8'),
    title,
  )
  router.get('/{*path}', (request, response) => {
    if (request.accepts('html') !== 'html')
      throw new Problem('NOT_ACCEPTABLE', 'This path has a page for people.', 'The API is under api/.')
    const html = withBase(index, basePathOf(request, trustProxy))
    response.set('Cache-Control', 'no-cache').set('ETag', etagOf(html))
    if (request.fresh) response.status(304).end()
    else response.type('html').send(html)
  })
  return router
}

function refuseOtherMethods(request: Request, response: express.Response, next: () => void): void {
  if (request.method === 'GET' || request.method === 'HEAD') return next()
  response.set('Allow', 'GET, HEAD')
  throw new Problem('METHOD_NOT_ALLOWED', `${request.method} is not allowed here.`)
}

function alwaysAsk(response: { setHeader(name: string, value: string): unknown }): void {
  response.setHeader('Cache-Control', 'no-cache')
}

/** Until the client runs, the tab of the browser has the name of this inspector already. */
export function withTitle(html: string, title: string): string {
  return html.replace('<title>Taskloom</title>', () => `<title>${escapeHtml(title)}</title>`)
}

/** Everything in the page is relative to this, so that deep links work under any mount. */
function withBase(html: string, base: string): string {
  return html.replace('<head>', `<head>\n    <base href="${escapeHtml(base)}/" />`)
}

const notBuilt = page(
  'The client is not built',
  '<p>The server runs, and its API is under <a href="api/config">api/</a>. The client has not been built:</p><pre>npm run build</pre>',
)
