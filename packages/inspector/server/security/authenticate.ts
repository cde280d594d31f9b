import type { Request, RequestHandler, Response } from 'express'

import type { Permission } from '../../shared/actions.ts'
import { permission } from '../../shared/schemas/system.ts'
import { Problem } from '../http/problem.ts'
import { failedSignIns, type FailedSignIns } from './failed-sign-ins.ts'
import { setVisitor, type Auth, type Identity, type Visitor } from './identity.ts'
import { isLoopback } from './loopback.ts'
import { recogniseBy, type Recognise } from './recognise.ts'
import type { Sessions } from './session.ts'

export interface AuthSettings {
  readonly auth: Auth
  readonly permissions: readonly Permission[]
  readonly isReadOnly: boolean
  /** Lets everybody in from anywhere when `auth` is `none`. */
  readonly insecure: boolean
}

/** What may be done although the inspector is read-only. */
const reading: ReadonlySet<Permission> = new Set(['view', 'payload'])

/** Finds out who asks and what they may do, or refuses. */
export function authenticate(settings: AuthSettings, sessions: Sessions | undefined): RequestHandler {
  const recognise = settings.auth === 'none' ? undefined : recogniseBy(settings.auth, sessions)
  const failures = failedSignIns()
  return async (request, response, next) => {
    const identity =
      recognise === undefined
        ? localVisitor(request, settings.insecure)
        : await recogniseOrRefuse(
            { recognise, failures, challenge: challengeOf(settings.auth) },
            request,
            response,
          )
    setVisitor(response, visitorOf(identity, settings), async () => {
      const again = recognise === undefined ? identity : await recognise(request)
      return typeof again === 'object' ? visitorOf(again, settings) : undefined
    })
    next()
  }
}

function visitorOf(identity: Identity, settings: AuthSettings): Visitor {
  return { name: identity.name, permissions: permissionsOf(identity, settings) }
}

function permissionsOf(identity: Identity, settings: AuthSettings): ReadonlySet<Permission> {
  const given = identity.permissions ?? settings.permissions
  return new Set(
    permission.options.filter((each) => given.includes(each) && (!settings.isReadOnly || reading.has(each))),
  )
}

interface Door {
  readonly recognise: Recognise
  readonly failures: FailedSignIns
  readonly challenge: string | undefined
}

async function recogniseOrRefuse(door: Door, request: Request, response: Response): Promise<Identity> {
  await door.failures.refuseTooMany(request)
  const recognised = await door.recognise(request)
  if (typeof recognised === 'object') return recognised
  if (recognised === 'wrong') await door.failures.count(request)
  if (door.challenge !== undefined) response.set('WWW-Authenticate', door.challenge)
  throw new Problem(
    'UNAUTHENTICATED',
    recognised === 'wrong' ? 'What you signed in with is not valid.' : 'Sign in first.',
  )
}

function challengeOf(auth: Auth): string | undefined {
  if (typeof auth === 'function' || auth === 'none') return undefined
  return 'basic' in auth ? 'Basic realm="Taskloom", charset="UTF-8"' : 'Bearer realm="Taskloom"'
}

const proxyHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via']

/** Without a way to sign in, only this machine may come in, and only directly. */
function localVisitor(request: Request, insecure: boolean): Identity {
  const isDirect = proxyHeaders.every((name) => request.get(name) === undefined)
  const isLocal = isDirect && isLoopback(request.socket.remoteAddress ?? '')
  if (isLocal || insecure) return { name: 'local' }
  throw new Problem(
    'NOT_LOCAL',
    'Nobody has to sign in here, so only this machine may come in, and not through a proxy.',
    'Choose a way to sign in: the option auth (on the command line: --user and --password, or --token).',
  )
}
