import type { BodyOf, QueryOf, ResponseOf } from '../../shared/contract.ts'
import { routes, type RouteName } from '../../shared/routes.ts'
import { ApiFailure, failureOf } from './failure.ts'
import type { Transport } from './transport.ts'

type PathOf<Name extends RouteName> = (typeof routes)[Name]['path']

/** What a call of a route needs: the id in its path, its query, its body; nothing where the contract has nothing. */
export type CallOf<Name extends RouteName> = (PathOf<Name> extends `${string}:id${string}`
  ? { readonly id: string }
  : { readonly id?: undefined }) &
  (QueryOf<Name> extends undefined ? { readonly query?: undefined } : { readonly query?: QueryOf<Name> }) &
  (BodyOf<Name> extends undefined ? { readonly body?: undefined } : { readonly body: BodyOf<Name> }) & {
    readonly signal?: AbortSignal
  }

export type Request = <Name extends RouteName>(name: Name, call: CallOf<Name>) => Promise<ResponseOf<Name>>

/** Calls routes of the API by name. `base` is the address of the mount and ends with a slash. */
export function requestVia(transport: Transport, base: string): Request {
  return async <Name extends RouteName>(name: Name, call: CallOf<Name>): Promise<ResponseOf<Name>> => {
    const plain = call as AnyCall
    const response = await send(transport, address(base, name, plain), initOf(name, plain))
    if (!response.ok) throw await failureOf(response)
    return (await response.json()) as ResponseOf<Name>
  }
}

async function send(transport: Transport, url: string, init: RequestInit): Promise<Response> {
  try {
    return await transport.fetch(url, init)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiFailure({
      status: 0,
      code: 'OFFLINE',
      detail: 'The server of the inspector cannot be reached.',
    })
  }
}

/** A call without its route. */
interface AnyCall {
  readonly id?: string | undefined
  readonly query?: Readonly<Record<string, unknown>> | undefined
  readonly body?: unknown
  readonly signal?: AbortSignal
}

function address(base: string, name: RouteName, call: AnyCall): string {
  const path = routes[name].path.replace(':id', encodeURIComponent(call.id ?? ''))
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(call.query ?? {})) {
    if (typeof value === 'number' || (typeof value === 'string' && value !== ''))
      query.set(key, String(value))
  }
  return `${base}api${path}${query.size === 0 ? '' : `?${query.toString()}`}`
}

function initOf(name: RouteName, call: AnyCall): RequestInit {
  return {
    method: routes[name].method.toUpperCase(),
    headers: {
      accept: 'application/json',
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  }
}
