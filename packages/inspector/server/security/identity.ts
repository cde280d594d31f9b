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
const lookups = new WeakMap<Response, LookAgain>()

/** Finds out anew who sent a request; undefined when they may not come in any more. */
export type LookAgain = () => Promise<Visitor | undefined>

export function setVisitor(response: Response, visitor: Visitor, lookAgain: LookAgain): void {
  visitors.set(response, visitor)
  lookups.set(response, lookAgain)
}

/** Whether whoever is answered for long may still see what they asked for. */
export async function maySeeStill(response: Response): Promise<boolean> {
  const visitor = await lookups.get(response)?.()
  return visitor?.permissions.has('view') === true
}

export function visitorOf(response: Response): Visitor {
  const visitor = visitors.get(response)
  if (visitor === undefined) throw new Error('The request was answered before it was known who asks.')
  return visitor
}
