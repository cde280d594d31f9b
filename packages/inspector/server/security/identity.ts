import type { Request, Response } from 'express'

import type { Permission } from '../../shared/actions.ts'

/** Who asks. */
export interface Identity {
  /** What the audit log and the page call them. */
  readonly name: string
  /** What they may do; what the inspector's `permissions` say unless given. */
  readonly permissions?: readonly Permission[]
}

/**
 * Who may come in: anybody on this machine, whoever knows a name and a password or a token, or whom a function
 * of your own recognises (it returns null for others).
 */
export type Auth =
  | 'none'
  | { readonly basic: { readonly user: string; readonly password: string } }
  | { readonly bearer: string }
  | ((request: Request) => Identity | null | Promise<Identity | null>)

/** Who asks, and what they may do here. */
export interface Visitor {
  readonly name: string
  readonly permissions: ReadonlySet<Permission>
}

const visitors = new WeakMap<Response, Visitor>()

export function setVisitor(response: Response, visitor: Visitor): void {
  visitors.set(response, visitor)
}

export function visitorOf(response: Response): Visitor {
  const visitor = visitors.get(response)
  if (visitor === undefined) throw new Error('The request was answered before it was known who asks.')
  return visitor
}
