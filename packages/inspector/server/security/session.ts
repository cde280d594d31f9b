import { createHmac, randomBytes } from 'node:crypto'

import type { Request, Response } from 'express'

import { isSameText } from './same-text.ts'

/** How long somebody stays signed in, in milliseconds. */
const lifetime = 12 * 60 * 60 * 1_000

/** How long a link to sign in may be used, in milliseconds. */
const linkLifetime = 60 * 60 * 1_000

/**
 * Signs browsers in that know the token: what makes an EventSource, which cannot send a header, hold. A session
 * is a date and its signature with the token, so nothing is stored, and a new token ends them all.
 */
export class Sessions {
  readonly #token: string
  /** Cookies do not know ports: that of another inspector of this host has another name. */
  readonly #cookieName: string
  readonly #links = new Map<string, number>()

  constructor(token: string) {
    this.#token = token
    this.#cookieName = `taskloom-session-${this.#hash('name').slice(0, 8)}`
  }

  /** A secret that signs one browser in, once, within the hour. */
  createLink(): string {
    const now = Date.now()
    for (const [link, until] of this.#links) if (until <= now) this.#links.delete(link)
    const secret = randomBytes(24).toString('base64url')
    this.#links.set(secret, now + linkLifetime)
    return secret
  }

  /** Whether this is the secret of a link that was not used yet. It is used then. */
  useLink(secret: string): boolean {
    const until = this.#links.get(secret)
    this.#links.delete(secret)
    return until !== undefined && until > Date.now()
  }

  isToken(given: string): boolean {
    return isSameText(given, this.#token)
  }

  /** Signs a browser in. It sends the cookie under this path alone, and to no other site. */
  signIn(request: Request, response: Response, path: string): void {
    const until = Date.now() + lifetime
    response.cookie(this.#cookieName, `${until}.${this.#sign(until)}`, {
      httpOnly: true,
      sameSite: 'strict',
      secure: request.secure,
      path: path === '' ? '/' : path,
      maxAge: lifetime,
    })
  }

  /** What the cookie of a request says: signed in, wrong, or nothing. One of ours that is over guesses nothing. */
  read(request: Request): 'valid' | 'wrong' | 'missing' {
    const [until = '', signature = ''] = cookieOf(request, this.#cookieName).split('.')
    if (until === '') return 'missing'
    if (!isSameText(signature, this.#sign(Number(until)))) return 'wrong'
    return Number(until) > Date.now() ? 'valid' : 'missing'
  }

  #sign(until: number): string {
    return this.#hash(`session ${until}`)
  }

  #hash(text: string): string {
    return createHmac('sha256', this.#token).update(text).digest('base64url')
  }
}

function cookieOf(request: Request, name: string): string {
  const cookies = (request.get('cookie') ?? '').split(';').map((each) => each.trim())
  return cookies.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
}
