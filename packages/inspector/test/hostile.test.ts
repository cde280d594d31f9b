import * as fc from 'fast-check'
import { expect, inject, it } from 'vitest'

import { routes, type Route, type RouteName } from '../shared/routes.ts'
import { Download } from './support/definitions.ts'
import { served, type Served } from './support/served.ts'

/** Texts that something behind the API might take for more than a text. */
const nasty = fc.oneof(
  fc.constantFrom(
    '$where',
    '{"$gt":""}',
    '__proto__',
    'constructor',
    '[object Object]',
    '$$NOW',
    '../../etc/passwd',
    '\0',
    '%00',
    '%',
    '%zz',
    "'",
    '"',
    '\\',
    '.',
    '..',
    '/',
    ' ',
    '\u{1F9F5}',
    '\uD800',
    'x'.repeat(600),
    'state:failed',
    'state:$ne',
    'type:"',
    'prio>=high',
    'created>-1h',
    'err:".*"',
    '-state:ready',
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(fc.constantFrom('state', 'type', ':', '>', '"', ',', ' ', '-', '1h', '$'), { maxLength: 12 })
    .map((parts) => parts.join('')),
)

const anything = fc.oneof(nasty, fc.jsonValue(), fc.constant(undefined))

const goodTypes = [
  'application/json',
  ...new Set(Object.values<Route>(routes).flatMap(({ streams = [] }) => streams)),
]

async function statusOf(inspector: Served, path: string, init?: RequestInit): Promise<number> {
  const answer = await fetch(`${inspector.url}/api${path}`, init)
  const text = await answer.text()
  const types = answer.ok ? goodTypes : ['application/problem+json']
  expect(types).toContain(answer.headers.get('content-type')?.split(';')[0])
  expect(text).not.toMatch(/ {4}at |node_modules|MongoServerError/)
  return answer.status
}

function encode(text: string): string {
  return encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'))
}

const gets = (Object.entries(routes) as [RouteName, Route][]).filter(([, { method }]) => method === 'get')

it('no id, filter, order or cursor makes the server fail', async () => {
  await using inspector = await served()
  await inspector.context.loom.push(Download({ url: 'https://example.org' }))
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...gets.map(([, { path }]) => path)),
      // Clients make `/events` of `/tasks/../events`: the live stream, which does not end.
      nasty.filter((id) => id !== '..'),
      fc.dictionary(
        fc.constantFrom(
          'q',
          'sort',
          'cursor',
          'limit',
          'up',
          'window',
          'format',
          'payloads',
          '__proto__',
          'more',
        ),
        nasty,
        { maxKeys: 3 },
      ),
      async (path, id, query) => {
        const search = Object.entries(query)
          .map(([key, value]) => `${key}=${encode(value)}`)
          .join('&')
        const status = await statusOf(inspector, `${path.replace(':id', encode(id))}?${search}`)
        expect([200, 400, 404, 405]).toContain(status)
      },
    ),
    { numRuns: inject('mongoSpeed') === 'slow' ? 60 : 300 },
  )
})

it('no body makes the server fail', async () => {
  await using inspector = await served()
  const bodies = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        kind: fc.oneof(fc.constantFrom('cancel', 'retry', 'delete', 'priority'), anything),
        target: fc.oneof(
          fc.record({ tasks: fc.array(anything, { maxLength: 3 }) }),
          fc.record({ filter: anything }),
          fc.record({ dag: anything }),
          fc.record({ dags: fc.array(anything, { maxLength: 3 }) }),
          anything,
        ),
        options: fc.oneof(fc.record({ by: anything, priority: anything }, { requiredKeys: [] }), anything),
        idempotencyKey: fc.oneof(fc.uuid(), anything),
      },
      { requiredKeys: ['kind', 'target'] },
    ),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('/actions', '/actions/preview', '/indexes'),
      bodies,
      async (path, body) => {
        const headers = { 'content-type': 'application/json' }
        const status = await statusOf(inspector, path, {
          method: 'POST',
          headers,
          body: JSON.stringify(body),
        })
        // So many actions at once are refused as well, and that is as it should be.
        expect([200, 202, 400, 409, 503]).toContain(status)
      },
    ),
    { numRuns: 300 },
  )
})

it('pages do not repeat and do not skip what was there all the time, while tasks come and go', async () => {
  await using inspector = await served()
  const { loom } = inspector.context
  const steady = Array.from({ length: 300 }, () => Download({ url: 'https://example.org' }))
  await loom.push(steady)
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const query = { limit: 20, ...(cursor === undefined ? {} : { cursor }) }
    const { status, body } = await inspector.api('tasks', { query })
    expect(status).toBe(200)
    seen.push(...body.items.map(({ id }) => id))
    cursor = body.next
    const come = Array.from({ length: 5 }, () => Download({ url: 'https://example.org' }))
    await loom.push(come)
    await loom.delete(come[0] ?? '')
  } while (cursor !== undefined)
  expect(new Set(seen).size).toBe(seen.length)
  expect(steady.filter(({ id }) => !seen.includes(id))).toEqual([])
})
