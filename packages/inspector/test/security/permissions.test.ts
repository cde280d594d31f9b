import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { actions, type ActionKind, type Permission } from '../../shared/actions.ts'
import { routes, type Route, type RouteName } from '../../shared/routes.ts'
import { permission } from '../../shared/schemas/system.ts'
import { served, type Served, type ServedOptions } from '../support/served.ts'

/** Some roles: everybody, nobody, and one for each permission beside looking. */
const roles: Readonly<Record<string, readonly Permission[]>> = {
  everything: permission.options,
  nothing: [],
  viewer: ['view'],
  ...Object.fromEntries(
    permission.options.map((each) => [`view and ${each}`, ['view', each] as Permission[]]),
  ),
}

const auth: ServedOptions['auth'] = (request) => {
  const role = request.get('x-role') ?? ''
  return { name: role, permissions: roles[role] ?? [] }
}

describe.each(Object.keys(roles))('%s', (role) => {
  const granted = roles[role] ?? []
  let inspector: Served

  beforeAll(async () => void (inspector = await served({ auth })))
  afterAll(() => inspector[Symbol.asyncDispose]())

  it.each(Object.entries(routes) as [RouteName, Route][])('%s', async (name, route) => {
    const { status, code } = await inspector.api(name, { id: 'x', headers: { 'x-role': role } })
    const isRefused = !granted.includes(route.access)
    expect([status === 403, code === 'FORBIDDEN']).toEqual([isRefused, isRefused])
  })

  it.each(Object.keys(actions) as ActionKind[])('action %s', async (kind) => {
    const body = { kind, target: { tasks: ['x'] }, options: {} }
    const needed = ['view', actions[kind].permission] as const
    const isRefused = !needed.every((each) => granted.includes(each))
    const headers = { 'x-role': role }
    const preview = await inspector.api('previewAction', { body, headers })
    const start = await inspector.api('startAction', {
      body: { ...body, idempotencyKey: `key of ${kind}` },
      headers,
    })
    expect([preview.status === 403, start.status === 403]).toEqual([isRefused, isRefused])
  })
})

it('takes the permission of an action to stop it', async () => {
  await using inspector = await served({ auth })
  const start = (role: string) =>
    inspector.api('startAction', {
      body: { kind: 'cancel', target: { tasks: ['x'] }, idempotencyKey: 'key of a cancel' },
      headers: { 'x-role': role },
    })
  const { body } = await start('view and cancel')
  const stop = async (role: string) =>
    (await inspector.api('stopAction', { id: body.id, headers: { 'x-role': role } })).status
  expect(await Promise.all(['viewer', 'view and retry', 'view and cancel'].map(stop))).toEqual([
    403, 403, 200,
  ])
})

async function codeOf({ api }: Served, role: string, options: object): Promise<string | undefined> {
  const body = { kind: 'run' as const, target: { tasks: ['x'] }, options }
  return (await api('previewAction', { body, headers: { 'x-role': role } })).code
}

it('takes the permission to see payloads to give a copy another one', async () => {
  await using inspector = await served({ auth })
  await using hiding = await served({ auth, hidePayloads: true, context: inspector.context })
  for (const payload of [null, { url: 'a' }])
    expect(await codeOf(inspector, 'view and run', { payload })).toBe('FORBIDDEN')
  expect(await codeOf(hiding, 'everything', { payload: { url: 'a' } })).toBe('FORBIDDEN')
  expect(await codeOf(inspector, 'view and run', {})).toBeUndefined()
  expect(await codeOf(inspector, 'everything', { payload: { url: 'a' } })).toBeUndefined()
})

it('changes nothing when it is read-only, whatever the permissions', async () => {
  await using inspector = await served({ auth, readOnly: true })
  const headers = { 'x-role': 'everything' }
  const { body: config } = await inspector.api('config', { headers })
  expect(config).toMatchObject({ isReadOnly: true, permissions: ['view', 'payload'] })
  for (const kind of Object.keys(actions) as ActionKind[]) {
    const body = { kind, target: { tasks: ['x'] }, idempotencyKey: `key of ${kind}` }
    expect((await inspector.api('startAction', { body, headers })).code).toBe('READ_ONLY')
  }
  expect((await inspector.api('createIndexes', { headers })).code).toBe('READ_ONLY')
})

it('is read-only unless told otherwise', async () => {
  const { readSettings } = await import('../../server/options.ts')
  expect(readSettings({}).isReadOnly).toBe(true)
})
