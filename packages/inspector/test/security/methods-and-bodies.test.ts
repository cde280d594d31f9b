import request, { type Response } from 'supertest'
import { describe, expect, it } from 'vitest'

import { eventsPath, routes, type Route } from '../../shared/routes.ts'
import { served } from '../support/served.ts'

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const

describe('methods', () => {
  it('are refused with 405 and the ones that are allowed, on every path', async () => {
    await using inspector = await served()
    const paths = new Set(Object.values<Route>(routes).map(({ path }) => path))
    for (const path of [...paths, eventsPath, '/openapi.json']) {
      const allowed: string[] = Object.values<Route>(routes)
        .filter((route) => route.path === path)
        .map(({ method }) => method)
      if (allowed.length === 0) allowed.push('get')
      if (allowed.includes('get')) allowed.push('head')
      for (const method of methods.filter((each) => !allowed.includes(each))) {
        const asked = request(inspector.app)[method](`/api${path.replace(':id', 'x')}`)
        const answer = await asked.set('Content-Type', 'application/json')
        expect([method, path, answer.status]).toEqual([method, path, 405])
        expect(answer.headers['allow']?.split(', ').toSorted()).toEqual(
          allowed.map((each) => each.toUpperCase()).toSorted(),
        )
      }
    }
  })

  it('are GET and HEAD alone for pages, whatever the method', async () => {
    await using inspector = await served()
    for (const method of ['post', 'put', 'patch', 'delete', 'options'] as const)
      expect((await request(inspector.app)[method]('/tasks')).status).toBe(405)
  })
})

describe('bodies', () => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'are refused as %s',
    async (type) => {
      await using inspector = await served()
      const asked = request(inspector.app).post('/api/actions/preview')
      if (type !== '') asked.set('Content-Type', type)
      const answer = await asked.send('{"kind":"cancel"}')
      expect([answer.status, codeOf(answer)]).toEqual([415, 'NOT_JSON'])
    },
  )

  it.each(['with their length', 'in pieces'])(
    'are refused when they are far too large, and come %s',
    async (how) => {
      await using inspector = await served()
      const huge = JSON.stringify({ filter: 'x'.repeat(10_000_000) })
      const body =
        how === 'in pieces' ? { body: new Blob([huge]).stream(), duplex: 'half' as const } : { body: huge }
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`${inspector.url}/api/actions/preview`, { method: 'POST', headers, ...body })
        .then(({ status }) => status)
        .catch(() => 'hung up')
      // The server need not read to the end what it refuses.
      expect([413, 'hung up']).toContain(answer)
      await request(inspector.app).get('/api/config').expect(200)
    },
  )

  it('may name 10,000 tasks', async () => {
    await using inspector = await served()
    const tasks = Array.from(
      { length: 10_000 },
      (_, number) => `5f0000000000000000${String(number).padStart(6, '0')}`,
    )
    const target = { tasks }
    const { status, body } = await inspector.api('previewAction', { body: { kind: 'cancel', target } })
    expect([status, body.skipped]).toEqual([200, [{ reason: 'not found', count: 10_000 }]])
    const tooMany = { tasks: [...tasks, 'one more'] }
    const refused = await inspector.api('previewAction', { body: { kind: 'cancel', target: tooMany } })
    expect(refused.status).toBe(400)
  })

  it.each([
    ['no JSON', '{', 'INVALID_JSON'],
    ['a string', '"x"', 'INVALID_REQUEST'],
    ['null', 'null', 'INVALID_REQUEST'],
    ['an unknown key', '{"kind":"cancel","target":{"tasks":["a"]},"more":1}', 'INVALID_REQUEST'],
    ['an operator', '{"kind":"cancel","target":{"tasks":[{"$ne":null}]}}', 'INVALID_REQUEST'],
    ['two targets', '{"kind":"cancel","target":{"tasks":["a"],"dag":"b"}}', 'INVALID_REQUEST'],
    ['a prototype', '{"kind":"cancel","target":{"tasks":["a"]},"__proto__":{"x":1}}', 'INVALID_REQUEST'],
  ])('are refused when they are %s', async (_what, text, code) => {
    await using inspector = await served()
    const answer = await request(inspector.app)
      .post('/api/actions/preview')
      .set('Content-Type', 'application/json')
      .send(text)
    expect([answer.status, codeOf(answer)]).toEqual([400, code])
  })
})

function codeOf({ body }: Response): string {
  return (body as { readonly code: string }).code
}
