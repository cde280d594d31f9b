import type { RequestHandler } from 'express'

import type { Database } from '../database/database.ts'
import { escapeHtml, page } from '../pages/page.ts'

/** How often the page looks again, in seconds. */
const pause = 3

/**
 * While the database is away, whoever opens the inspector gets a page that says why, and that becomes the
 * inspector as soon as the database is back. A page that is open already says it by itself.
 */
export function diagnosis(database: Database): RequestHandler {
  return (request, response, next) => {
    database.attend()
    const { status } = database
    const isPage =
      request.method === 'GET' && request.accepts(['html', 'json']) === 'html' && !isFile(request.path)
    if (status.status !== 'down' || !isPage) return next()
    const since = new Date(status.since).toISOString()
    const cause = status.cause === undefined ? '' : `<dt>What to do</dt><dd>${escapeHtml(status.cause)}</dd>`
    response
      .status(503)
      .set('Cache-Control', 'no-store')
      .set('Retry-After', String(pause))
      .type('html')
      .send(
        page(
          database.name === '' ? 'The database has not been found' : 'The database does not answer',
          `<dl><dt>Database</dt><dd>${escapeHtml(database.name)}</dd>
           <dt>What is wrong</dt><dd><pre>${escapeHtml(status.error)}</pre></dd>
           ${cause}<dt>Since</dt><dd><time>${since}</time></dd></dl>
           <p>It is tried again and again; this page becomes the inspector when it is back.</p>`,
          `<meta http-equiv="refresh" content="${pause}" />`,
        ),
      )
  }
}

function isFile(path: string): boolean {
  return path.startsWith('/assets/') || /\.[a-z0-9]{2,5}$/i.test(path)
}
