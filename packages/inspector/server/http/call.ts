import type { z } from 'zod'

import type { Permission } from '../../shared/actions.ts'
import { contract, type ResponseOf, type RouteSchemas } from '../../shared/contract.ts'
import type { RouteName } from '../../shared/routes.ts'
import type { Context } from '../context.ts'
import type { Visitor } from '../security/identity.ts'
import { Problem } from './problem.ts'

type Contract = typeof contract

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined

type Field<Name extends RouteName, Part extends 'query' | 'body'> =
  Contract[Name] extends Readonly<Record<Part, infer Schema>> ? Parsed<Schema> : undefined

/** One request of a route, checked against the contract. */
export interface Call<Name extends RouteName> {
  /** The id in the path; empty where the path has none. */
  readonly id: string
  readonly query: Field<Name, 'query'>
  readonly body: Field<Name, 'body'>
  readonly visitor: Visitor
  readonly requestId: string | undefined
  /** What names the state that is asked for, where the route knows it without making the answer. */
  readonly version?: string
}

/** Answers a route: takes plain values, returns plain values, and knows nothing of HTTP. */
export type Handler<Name extends RouteName> = (
  call: Call<Name>,
  context: Context,
) => Promise<ResponseOf<Name>>

/** A good answer that is written while it is read: of any length, in little memory. */
export interface TextStream {
  readonly mediaType: string
  readonly fileName: string
  readonly pieces: AsyncIterable<string>
}

/** Answers a route with a stream of text. What it throws before the stream is there becomes a problem. */
export type StreamHandler<Name extends RouteName> = (
  call: Call<Name>,
  context: Context,
) => Promise<TextStream>

/** Ids are short words; what is longer was never one. */
const longestId = 256

interface GivenCall {
  readonly id: unknown
  readonly query: unknown
  readonly body: unknown
}

/**
 * Checks what a request gives to a route.
 * @throws Problem `INVALID_REQUEST` that says where it does not fit.
 */
export function readCall(name: RouteName, given: GivenCall): Pick<Call<RouteName>, 'id' | 'query' | 'body'> {
  const schemas: RouteSchemas = contract[name]
  return {
    id: readId(given.id),
    query: (schemas.query === undefined
      ? undefined
      : check(schemas.query.strict(), given.query, 'query')) as undefined,
    body: (schemas.body === undefined ? undefined : check(schemas.body, given.body, 'body')) as undefined,
  }
}

function readId(id: unknown): string {
  if (id === undefined) return ''
  if (typeof id === 'string' && id.length <= longestId) return id
  throw new Problem('INVALID_REQUEST', `An id has at most ${longestId} characters.`)
}

function check(schema: z.ZodType, value: unknown, place: string): unknown {
  const { success, data, error } = schema.safeParse(value)
  if (success) return data
  const issues = error.issues
    .slice(0, 5)
    .map((issue) => `${[place, ...issue.path].join('.')}: ${issue.message}`)
  throw new Problem('INVALID_REQUEST', issues.join('; '), 'api/openapi.json describes every request.')
}

/** @throws Problem `READ_ONLY` or `FORBIDDEN`. */
export function assertPermitted(
  visitor: Visitor,
  permission: Permission,
  { settings }: Pick<Context, 'settings'>,
): void {
  if (visitor.permissions.has(permission)) return
  if (settings.isReadOnly && permission !== 'view' && permission !== 'payload')
    throw new Problem('READ_ONLY', 'Nothing can be changed here.', readOnlyReason)
  throw new Problem('FORBIDDEN', `${visitor.name} may not do this: it needs the permission "${permission}".`)
}

/** Why an inspector is read-only, for people. */
export const readOnlyReason =
  'The inspector was started read-only. Actions are allowed with readOnly: false (on the command line: --allow-actions).'
