import express, { Router, type Request, type RequestHandler, type Response } from 'express'

import { basePathOf } from '../http/base-path.ts'
import { escapeHtml, page } from '../pages/page.ts'
import { failedSignIns, type FailedSignIns } from './failed-sign-ins.ts'
import type { Sessions } from './session.ts'

interface SignInSettings {
  readonly trustProxy: boolean
}

/**
 * How a browser signs in with a token: by a link that works once, or by a form. Both end in a session cookie,
 * because neither an EventSource nor a link can send a header.
 */
export function signIn(sessions: Sessions, { trustProxy }: SignInSettings): Router {
  const router = Router()
  const door: Door = {
    sessions,
    failures: failedSignIns(),
    baseOf: (request) => basePathOf(request, trustProxy),
  }
  router.post('/sign-in', express.urlencoded({ extended: false, limit: '4kb' }), byForm(door))
  router.get('/{*path}', byLink(door))
  return router
}

interface Door {
  readonly sessions: Sessions
  readonly failures: FailedSignIns
  readonly baseOf: (request: Request) => string
}

function byForm({ sessions, failures, baseOf }: Door): RequestHandler {
  return async (request, response) => {
    await failures.refuseTooMany(request)
    const { token } = (request.body ?? {}) as { readonly token?: unknown }
    if (typeof token !== 'string' || !sessions.isToken(token)) {
      await failures.count(request)
      sendForm(response, baseOf(request), 'This is not the token.')
      return
    }
    sessions.signIn(request, response, baseOf(request))
    response.redirect(303, `${baseOf(request)}/`)
  }
}

/** Takes links, and shows the form to whoever opens a page without having signed in. */
function byLink({ sessions, baseOf }: Door): RequestHandler {
  return (request, response, next) => {
    const { token } = request.query
    // A path that begins with two slashes would be taken for another host.
    const isPath = !/^[/\\]{2}/.test(request.path)
    if (typeof token === 'string' && isPath && sessions.useLink(token)) {
      sessions.signIn(request, response, baseOf(request))
      response.set('Cache-Control', 'no-store').redirect(303, baseOf(request) + request.path)
      return
    }
    const isPage = !request.path.startsWith('/api/') && request.accepts(['json', 'html']) === 'html'
    const isKnown = request.get('authorization') !== undefined || sessions.read(request) === 'valid'
    if (isPage && !isKnown) sendForm(response, baseOf(request))
    else next()
  }
}

function sendForm(response: Response, base: string, mistake = ''): void {
  response
    .status(401)
    .set('Cache-Control', 'no-store')
    .set('WWW-Authenticate', 'Bearer realm="Taskloom"')
    .type('html')
    .send(
      page(
        'Sign in',
        `<form method="post" action="${escapeHtml(base)}/sign-in">
           <label>Token <input type="password" name="token" required autofocus autocomplete="current-password" /></label>
           <button>Sign in</button>
         </form>
         <p role="alert">${mistake}</p>`,
      ),
    )
}
