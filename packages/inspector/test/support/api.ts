import { expect } from 'vitest'

import { contract, type BodyOf, type QueryOf, type ResponseOf } from '../../shared/contract.ts'
import { routes, type Route, type RouteName } from '../../shared/routes.ts'
import { problem } from '../../shared/schemas/parts.ts'

export interface CallOptions<Name extends RouteName> {
  readonly id?: string
  readonly query?: QueryOf<Name>
  readonly body?: BodyOf<Name>
  readonly headers?: Readonly<Record<string, string>>
}

/** What a route answered: the good answer, or the problem. */
export interface Answer<Name extends RouteName> {
  readonly status: number
  readonly body: ResponseOf<Name>
  readonly code: string | undefined
  readonly headers: Headers
}

export type Api = <Name extends RouteName>(name: Name, options?: CallOptions<Name>) => Promise<Answer<Name>>

/** Calls the routes under a mount. Whatever comes back is held to the contract. */
export function apiOf(url: string): Api {
  return async (name, { id = '', query, body, headers } = {}) => {
    const { method, path }: Route = routes[name]
    const search = new URLSearchParams()
    for (const [key, value] of Object.entries(query ?? {})) search.set(key, String(value))
    const response = await fetch(
      `${url}/api${path.replace(':id', encodeURIComponent(id))}${search.size === 0 ? '' : `?${search.toString()}`}`,
      {
        method: method.toUpperCase(),
        headers: { ...(method === 'post' ? { 'content-type': 'application/json' } : {}), ...headers },
        ...(method === 'post' ? { body: JSON.stringify(body ?? {}) } : {}),
      },
    )
    return { headers: response.headers, ...(await read(name, response)) }
  }
}

async function read<Name extends RouteName>(
  name: Name,
  response: Response,
): Promise<Omit<Answer<Name>, 'headers'>> {
  const { status } = response
  const { streams }: Route = routes[name]
  const answer: unknown = response.ok && streams !== undefined ? await response.text() : await response.json()
  if (response.ok) {
    expect(
      contract[name].response.safeParse(answer).error?.issues,
      `${name} and the contract`,
    ).toBeUndefined()
    return { status, body: answer as ResponseOf<Name>, code: undefined }
  }
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  const { code } = problem.parse(answer)
  return { status, body: answer as ResponseOf<Name>, code }
}
