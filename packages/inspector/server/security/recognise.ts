import type { Request } from 'express'

import type { Auth, Identity } from './identity.ts'
import { isSameText } from './same-text.ts'
import type { Sessions } from './session.ts'

/** Whom a request is from; `wrong` when it showed something that does not hold, `missing` when it showed nothing. */
export type Recognition = Identity | 'wrong' | 'missing'

export type Recognise = (request: Request) => Recognition | Promise<Recognition>

/** Makes the function that recognises whoever asks, for each way to sign in but `none`. */
export function recogniseBy(auth: Exclude<Auth, 'none'>, sessions: Sessions | undefined): Recognise {
  if (typeof auth === 'function') return async (request) => (await auth(request)) ?? 'missing'
  if ('basic' in auth) return (request) => byPassword(request, auth.basic)
  return (request) => byToken(request, sessions)
}

function byPassword(
  request: Request,
  known: { readonly user: string; readonly password: string },
): Recognition {
  const given = credentialsOf(request, 'basic')
  if (given === undefined) return 'missing'
  const [user, ...rest] = Buffer.from(given, 'base64').toString('utf8').split(':')
  const isUser = isSameText(user ?? '', known.user)
  const isPassword = isSameText(rest.join(':'), known.password)
  return isUser && isPassword ? { name: known.user } : 'wrong'
}

function byToken(request: Request, sessions: Sessions | undefined): Recognition {
  const given = credentialsOf(request, 'bearer')
  if (given !== undefined) return sessions?.isToken(given) === true ? tokenHolder : 'wrong'
  const session = sessions?.read(request) ?? 'missing'
  return session === 'valid' ? tokenHolder : session
}

const tokenHolder: Identity = { name: 'token' }

function credentialsOf(request: Request, scheme: string): string | undefined {
  const [given, credentials] = (request.get('authorization') ?? '').split(' ')
  return given?.toLowerCase() === scheme ? (credentials ?? '') : undefined
}
