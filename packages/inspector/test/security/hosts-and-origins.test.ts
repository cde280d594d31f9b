import request from 'supertest'
import { describe, expect, it } from 'vitest'

import { served } from '../support/served.ts'

const somebody = () => ({ name: 'somebody' })

describe('the host that a browser asks for', () => {
  it.each(['localhost', '127.0.0.1:4983', '[::1]:80', 'LOCALHOST', 'localhost.'])(
    'answers to %s',
    async (host) => {
      await using inspector = await served()
      await request(inspector.app).get('/api/config').set('Host', host).expect(200)
    },
  )

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io', 'evil.example:80', ''])(
    'refuses %s, for pages and files as well',
    async (host) => {
      await using inspector = await served()
      for (const path of ['/', '/api/config', '/api/events', '/assets/x.js']) {
        const { status } = await request(inspector.app).get(path).set('Host', host)
        expect([path, status]).toEqual([path, 421])
      }
    },
  )

  it('answers to names that are allowed, and to every name if asked to', async () => {
    await using inspector = await served({ allowedHosts: ['Admin.example'] })
    await request(inspector.app).get('/api/config').set('Host', 'admin.example:8080').expect(200)
    await using open = await served({ allowedHosts: ['*'] })
    await request(open.app).get('/api/config').set('Host', 'anything.example').expect(200)
  })

  it('believes a forwarded host only from a proxy that is trusted', async () => {
    await using plain = await served({ auth: somebody })
    await request(plain.app).get('/api/config').set('X-Forwarded-Host', 'evil.example').expect(200)
    await using behind = await served({ auth: somebody, trustProxy: true })
    await request(behind.app).get('/api/config').set('X-Forwarded-Host', 'evil.example').expect(421)
    const ask = (hosts: string) => request(behind.app).get('/api/config').set('X-Forwarded-Host', hosts)
    await ask('localhost, evil.example').expect(421)
    await ask('evil.example, localhost').expect(200)
  })
})

describe('a write', () => {
  const write = { kind: 'pause', target: { type: 'download' }, idempotencyKey: 'a-key-of-mine' }

  it.each<[string, Record<string, string>, number]>([
    ['from no browser', {}, 202],
    ['from its own page', { 'Sec-Fetch-Site': 'same-origin', Origin: 'http://localhost' }, 202],
    ['typed by a person', { 'Sec-Fetch-Site': 'none' }, 202],
    ['from another site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['from a sister site', { 'Sec-Fetch-Site': 'same-site' }, 403],
    ['from its own page, in an old browser', { Origin: 'http://localhost:80' }, 202],
    ['from another site, in an old browser', { Origin: 'http://evil.example' }, 403],
    ['from a sandboxed frame', { Origin: 'null' }, 403],
    [
      'from an origin that is trusted',
      { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://admin.example' },
      202,
    ],
  ])('%s', async (_where, headers, status) => {
    await using inspector = await served({ trustedOrigins: ['https://admin.example'] })
    await request(inspector.app)
      .post('/api/actions')
      .set('Host', 'localhost')
      .set(headers)
      .send(write)
      .expect(status)
  })

  it('is never allowed to other sites by CORS', async () => {
    await using inspector = await served()
    const { headers, status } = await request(inspector.app)
      .options('/api/actions')
      .set({ Origin: 'http://evil.example', 'Access-Control-Request-Method': 'POST' })
    expect(status).toBe(405)
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})
