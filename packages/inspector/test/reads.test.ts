import request from 'supertest'
import { describe, expect, it } from 'vitest'

import { withheld } from '../server/security/redact.ts'
import type { RouteName } from '../shared/routes.ts'
import { Album, Download, Resize } from './support/definitions.ts'
import { served, type Served, type ServedOptions } from './support/served.ts'

/** A DAG of which the first task has finished, with a secret in its payload and in its result. */
async function servedWithDag(
  options: ServedOptions = {},
): Promise<Served & { ids: string[]; dagId: string }> {
  const inspector = await served(options)
  const { loom } = inspector.context
  const source = Download({ url: 'https://example.org', password: 'hunter2' })
  const image = Resize({ width: 1 }, { dependsOn: { source } })
  const album = Album({ title: 'June' }, { dependsOn: { images: [image] } })
  const dag = await loom.push([source, image, album])
  const task = await loom.pop(Download)
  await task?.finish({ path: 'a', token: 'hunter3' })
  await inspector.context.untilResolved()
  return Object.assign(inspector, { ids: [source.id, image.id, album.id], dagId: dag.id })
}

describe.each(['/', '/admin/tasks', '/a/:tenant/tasks'])('every route, mounted at %s', (mount) => {
  const plain: readonly RouteName[] = [
    'config',
    'health',
    'stats',
    'series',
    'types',
    'workers',
    'dags',
    'tasks',
    'tasksExport',
    'tasksCount',
    'tasksByType',
    'taskFigures',
  ]
  const ofTask: readonly RouteName[] = ['task', 'taskNeighbours', 'taskEvents']
  const ofDag: readonly RouteName[] = ['dag', 'dagGraph', 'dagTimeline']

  it('answers as the contract says, when there is nothing', async () => {
    await using inspector = await served({ mount })
    for (const name of plain) expect([name, (await inspector.api(name)).status]).toEqual([name, 200])
    for (const name of [...ofTask, ...ofDag]) {
      const { status, code } = await inspector.api(name, { id: 'nobody' })
      expect([name, status, code]).toEqual([name, 404, 'NOT_FOUND'])
    }
  })

  it('answers as the contract says, when there is something', async () => {
    await using inspector = await servedWithDag({ mount })
    for (const name of plain) expect([name, (await inspector.api(name)).status]).toEqual([name, 200])
    for (const name of ofTask)
      for (const id of inspector.ids)
        expect([name, (await inspector.api(name, { id })).status]).toEqual([name, 200])
    for (const name of ofDag)
      expect([name, (await inspector.api(name, { id: inspector.dagId })).status]).toEqual([name, 200])
    const { body } = await inspector.api('search', { query: { q: inspector.ids[0] ?? '' } })
    expect(body.map(({ kind, id }) => [kind, id])).toContainEqual(['task', inspector.ids[0]])
  })
})

it('shows what is asked for', async () => {
  await using inspector = await servedWithDag()
  const { body } = await inspector.api('tasks', { query: { q: 'state:finished type:download' } })
  expect(body.items.map(({ id }) => id)).toEqual([inspector.ids[0]])
  const count = await inspector.api('tasksCount', { query: { q: 'state:blocked' } })
  expect(count.body.total).toEqual({ count: 1, isCapped: false })
  const byType = await inspector.api('tasksByType', { query: { q: 'state:blocked,finished type:resize' } })
  expect(byType.body).toEqual(['album', 'download'].map((name) => ({ name, count: 1, isCapped: false })))
  const figures = await inspector.api('taskFigures', { query: { q: 'state:finished' } })
  expect(figures.body).toMatchObject({ looked: 1, isWhole: true })
  expect(figures.body.runP95).toBeGreaterThanOrEqual(0)
  const { body: dags } = await inspector.api('dags', { query: { q: `id:${inspector.dagId}` } })
  expect(dags.items).toMatchObject([{ id: inspector.dagId, taskCount: 3 }])
})

it('refuses filters, orders and cursors that it does not understand, and says why', async () => {
  await using inspector = await servedWithDag()
  const codeOf = async (name: 'tasks' | 'dags', query: object): Promise<string | undefined> =>
    (await inspector.api(name, { query })).code
  expect(await codeOf('tasks', { q: 'staet:failed' })).toBe('INVALID_FILTER')
  expect(await codeOf('dags', { q: 'type:x' })).toBe('INVALID_FILTER')
  for (const name of ['tasksByType', 'taskFigures'] as const)
    expect((await inspector.api(name, { query: { q: 'staet:failed' } })).code).toBe('INVALID_FILTER')
  expect(await codeOf('tasks', { sort: 'payload' })).toBe('SORT_NOT_OFFERED')
  expect(await codeOf('dags', { sort: 'payload' })).toBe('SORT_NOT_OFFERED')
  expect(await codeOf('tasks', { cursor: 'abc' })).toBe('INVALID_CURSOR')
  expect(await codeOf('tasks', { limit: 201 })).toBe('INVALID_REQUEST')
  expect(await codeOf('tasks', { limitt: 1 })).toBe('INVALID_REQUEST')
})

describe('secrets', () => {
  it('are withheld on the server, in payloads and results, also in those of dependencies', async () => {
    await using inspector = await servedWithDag()
    const { body } = await inspector.api('task', { id: inspector.ids[0] ?? '' })
    expect(body).toMatchObject({
      payload: { url: 'https://example.org', password: withheld },
      result: { path: 'a', token: withheld },
      redacted: ['payload.password', 'result.token'],
      isPayloadHidden: false,
    })
    const dependent = await inspector.api('task', { id: inspector.ids[1] ?? '' })
    expect(dependent.body.dependencies).toMatchObject([{ result: { path: 'a', token: withheld } }])
    expect(JSON.stringify([body, dependent.body])).not.toContain('hunter')
  })

  it('are whatever the host says', async () => {
    await using inspector = await servedWithDag({
      redactKeys: ['url'],
      redact: (value, { part, task }) => (part === 'result' ? `the result of ${task.name}` : value),
    })
    const { body } = await inspector.api('task', { id: inspector.ids[0] ?? '' })
    expect(body).toMatchObject({
      payload: { url: withheld, password: 'hunter2' },
      result: 'the result of download',
      redacted: ['payload.url'],
    })
  })

  it.each<[string, ServedOptions]>([
    ['hidePayloads', { hidePayloads: true }],
    ['no permission', { auth: () => ({ name: 'viewer', permissions: ['view'] }) }],
  ])('are everything with %s', async (_how, options) => {
    await using inspector = await servedWithDag(options)
    for (const id of inspector.ids) {
      const { body } = await inspector.api('task', { id })
      expect(body).toMatchObject({ payload: null, isPayloadHidden: true })
      expect(body.result).toBeUndefined()
      expect(JSON.stringify(body)).not.toMatch(/hunter|example\.org/)
    }
  })
})

it('offers the actions that make sense, and that may be done', async () => {
  await using inspector = await servedWithDag()
  const actionsOf = async (place: number) =>
    (await inspector.api('task', { id: inspector.ids[place] ?? '' })).body.actions
  expect(await actionsOf(0)).toEqual(['rerun', 'delete', 'run'])
  expect(await actionsOf(2)).toEqual(['cancel', 'priority', 'extend', 'delete', 'run'])
  await using viewer = await served({ context: inspector.context, readOnly: true })
  expect((await viewer.api('task', { id: inspector.ids[0] ?? '' })).body.actions).toEqual([])
})

it('does not send a graph again that has not changed', async () => {
  await using inspector = await servedWithDag()
  // What has just changed may change again within the same millisecond.
  await inspector.context.advance('1m')
  // `fetch` would say that it wants no answer from a cache.
  const ask = () => request(inspector.app).get(`/api/dags/${inspector.dagId}/graph`)
  const { headers } = await ask().expect(200)
  const etag = headers['etag'] ?? ''
  await ask().set('If-None-Match', etag).expect(304)
  await inspector.context.loom.cancel(inspector.ids[1] ?? '')
  await ask().set('If-None-Match', etag).expect(200)
})

it('counts what is open from the first look on, of all types together', async () => {
  await using inspector = await servedWithDag()
  const read = async (query: Record<string, string>) => {
    const { body } = await inspector.api('series', { query })
    return body.depth.states.map(({ state, counts }) => [state, counts.findLast((count) => count !== null)])
  }
  await expect
    .poll(() => read({ window: '1h' }), { timeout: 30_000 })
    .toEqual([
      ['ready', 1],
      ['blocked', 1],
    ])
  expect(await read({ window: '1h', name: 'resize' })).toEqual([])
})
