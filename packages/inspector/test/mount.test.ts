import express from 'express'
import request from 'supertest'
import { describe, expect, it } from 'vitest'

import { createInspector } from '../server/index.ts'
import { readSettings } from '../server/options.ts'
import { EventStream } from './support/event-stream.ts'
import { served } from './support/served.ts'
import { testLoom } from './support/test-loom.ts'

const logger = readSettings({}).logger.child({}, { level: 'silent' })

describe.each([
  ['/', ''],
  ['/admin/tasks', '/admin/tasks'],
  ['/:tenant/tasks', '/acme%20&%20co/tasks'],
])('mounted at %s', (mount, path) => {
  it('serves its page at every path, relative to the mount', async () => {
    await using inspector = await served({ mount })
    for (const place of ['/', '/dags/abc/graph?task=1', '/tasks/x.y']) {
      const { text, headers } = await request(inspector.app)
        .get(path + place)
        .set('Accept', 'text/html')
        .expect(200)
      expect(text).toContain(`<base href="${path.replaceAll('&', '&#38;')}/" />`)
      expect(headers['cache-control']).toBe('no-cache')
      expect(headers['etag']).toMatch(/^"/)
    }
  })

  it('serves its API and its live stream', async () => {
    await using inspector = await served({ mount })
    await request(inspector.app).get(`${path}/api/config`).expect(200)
    await using stream = await EventStream.open(
      `${inspector.url.replace('/:tenant', '/acme')}/api/events?topics=tasks`,
    )
    expect((await stream.next('hello')).data.epoch).not.toBe('')
  })

  it('answers what is not there with a problem, before the page', async () => {
    await using inspector = await served({ mount })
    for (const place of ['/api', '/api/', '/api/nope', '/api/tasks/a/b', '/assets/nope.js']) {
      const answer = await request(inspector.app)
        .get(path + place)
        .set('Accept', 'text/html')
      expect([place, answer.status, answer.type]).toEqual([place, 404, 'application/problem+json'])
    }
  })

  it('gives the page only to those who take HTML', async () => {
    await using inspector = await served({ mount })
    await request(inspector.app).get(`${path}/tasks`).set('Accept', 'application/json').expect(406)
  })
})

it('can be mounted twice in one application, and once more in another place of it', async () => {
  await using context = await testLoom()
  const first = createInspector({ loom: context.loom, title: 'first', logger })
  const second = createInspector({ loom: context.loom, title: 'second', logger })
  const app = express()
    .use('/one', first)
    .use('/two', second)
    .use('/deep', express.Router().use('/er', first))
  for (const [path, title] of [
    ['/one', 'first'],
    ['/two', 'second'],
    ['/deep/er', 'first'],
  ]) {
    const { body } = (await request(app).get(`${path}/api/config`).expect(200)) as { body: unknown }
    expect(body).toMatchObject({ title })
  }
  await Promise.all([first.close(), second.close()])
  expect(await context.loom.healed()).toBe(0)
})

it('believes the prefix of a proxy that is trusted, if it is a path', async () => {
  await using behind = await served({ auth: somebody, trustProxy: true, mount: '/in' })
  await using plain = await served({ auth: somebody, mount: '/in' })
  expect(await baseOf(behind.app, '/ops/tasks/')).toBe('/ops/tasks/in/')
  expect(await baseOf(behind.app, '//evil.example')).toBe('/in/')
  expect(await baseOf(behind.app, '"><script>')).toBe('/in/')
  expect(await baseOf(plain.app, '/ops')).toBe('/in/')
})

const somebody = () => ({ name: 'somebody' })

async function baseOf(app: express.Express, prefix: string): Promise<string | undefined> {
  const asked = request(app).get('/in/tasks').set('Accept', 'text/html').set('X-Forwarded-Prefix', prefix)
  return /<base href="([^"]*)"/.exec((await asked).text)?.[1]
}

it('tells nobody of itself to other sites, and loads nothing from them', async () => {
  await using inspector = await served()
  for (const path of ['/', '/api/config', '/api/nope', '/assets/nope.js']) {
    const { headers } = await request(inspector.app).get(path)
    const policy = headers['content-security-policy'] ?? ''
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'x-frame-options': 'DENY',
    })
    expect(headers['x-request-id']).toMatch(/^[\w-]{36}$/)
  }
  const { text } = await request(inspector.app).get('/').set('Accept', 'text/html')
  expect(text).not.toMatch(/(src|href)="(https?:)?\/\//)
  expect(text).not.toMatch(/<script(?![^>]* src=)/)
})

it('may be shown in frames of pages that are named', async () => {
  await using inspector = await served({ frameAncestors: 'https://admin.example' })
  const { headers } = await request(inspector.app).get('/')
  expect(headers['content-security-policy']).toContain('frame-ancestors https://admin.example')
  expect(headers['x-frame-options']).toBeUndefined()
})

it('does not send again what a browser has', async () => {
  await using inspector = await served()
  const { headers } = await request(inspector.app).get('/').set('Accept', 'text/html').expect(200)
  await request(inspector.app)
    .get('/tasks')
    .set('Accept', 'text/html')
    .set('If-None-Match', headers['etag'] ?? '')
    .expect(304)
})
