import { pino } from 'pino'
import request from 'supertest'
import { describe, expect, it, vi } from 'vitest'

import { serveInspector } from '../../server/index.ts'
import { Sessions } from '../../server/security/session.ts'
import { served } from '../support/served.ts'
import { testLoom } from '../support/test-loom.ts'

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

describe('without a way to sign in', () => {
  it('lets this machine in, but nothing that came through a proxy', async () => {
    await using inspector = await served()
    await request(inspector.app).get('/api/config').expect(200)
    for (const header of ['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'Via'])
      await request(inspector.app).get('/api/config').set(header, '203.0.113.7').expect(403)
  })

  it('lets everybody in when it is said to be insecure', async () => {
    await using inspector = await served({ insecure: true })
    await request(inspector.app).get('/api/config').set('X-Forwarded-For', '203.0.113.7').expect(200)
  })
})

describe('basic', () => {
  const auth = { basic: { user: 'ada', password: 'lovelace:1815' } }

  it('asks for a password, and takes the right one alone', async () => {
    await using inspector = await served({ auth })
    const { headers } = await request(inspector.app).get('/').expect(401)
    expect(headers['www-authenticate']).toMatch(/^Basic /)
    for (const [user, password] of [
      ['ada', 'wrong'],
      ['bob', 'lovelace:1815'],
      ['', ''],
      ['ada', ''],
    ])
      await request(inspector.app)
        .get('/api/config')
        .set('Authorization', basic(user ?? '', password ?? ''))
        .expect(401)
    const answer = await request(inspector.app)
      .get('/api/config')
      .set('Authorization', basic('ada', 'lovelace:1815'))
      .expect(200)
    expect(answer.body).toMatchObject({ identity: 'ada' })
  })

  it('stops guessing: then the right password is refused as well', async () => {
    await using inspector = await served({ auth })
    for (let tries = 0; tries < 20; tries += 1)
      await request(inspector.app)
        .get('/api/config')
        .set('Authorization', basic('ada', `${tries}`))
        .expect(401)
    await request(inspector.app)
      .get('/api/config')
      .set('Authorization', basic('ada', 'lovelace:1815'))
      .expect(429)
  })

  it('does not count requests that showed nothing', async () => {
    await using inspector = await served({ auth })
    for (let tries = 0; tries < 25; tries += 1) await request(inspector.app).get('/api/config').expect(401)
    await request(inspector.app)
      .get('/api/config')
      .set('Authorization', basic('ada', 'lovelace:1815'))
      .expect(200)
  })
})

describe('bearer', () => {
  const auth = { bearer: 'a-long-token' }

  it('takes the token in the header', async () => {
    await using inspector = await served({ auth })
    await request(inspector.app).get('/api/config').expect(401)
    await request(inspector.app).get('/api/config').set('Authorization', 'Bearer wrong').expect(401)
    await request(inspector.app).get('/api/config').set('Authorization', 'Bearer a-long-token').expect(200)
  })

  it('signs a browser in by a form, with a cookie that no script and no other site gets', async () => {
    await using inspector = await served({ auth, mount: '/admin/tasks' })
    const { text } = await request(inspector.app).get('/admin/tasks/').set('Accept', 'text/html').expect(401)
    expect(text).toContain('action="/admin/tasks/sign-in"')
    await request(inspector.app)
      .post('/admin/tasks/sign-in')
      .type('form')
      .send({ token: 'wrong' })
      .expect(401)
    const { headers } = await request(inspector.app)
      .post('/admin/tasks/sign-in')
      .type('form')
      .send({ token: 'a-long-token' })
      .expect(303)
    expect(headers['location']).toBe('/admin/tasks/')
    const cookie = String(headers['set-cookie'])
    expect(cookie).toMatch(/Path=\/admin\/tasks; .*HttpOnly; SameSite=Strict/)
    const value = cookie.split(';')[0] ?? ''
    await request(inspector.app).get('/admin/tasks/api/config').set('Cookie', value).expect(200)
    await request(inspector.app).get('/admin/tasks/api/config').set('Cookie', `${value}x`).expect(401)
  })

  it('signs one browser in by a link, once', async () => {
    await using inspector = await served({ auth })
    const token = inspector.inspector.createLoginToken() ?? ''
    const { headers } = await request(inspector.app).get(`/tasks?token=${token}`).expect(303)
    expect(headers['location']).toBe('/tasks')
    expect(String(headers['set-cookie'])).toMatch(/taskloom-session-[\w-]{8}=/)
    await request(inspector.app).get(`/tasks?token=${token}`).set('Accept', 'text/html').expect(401)
  })

  it('is no open redirect', async () => {
    await using inspector = await served({ auth })
    const token = inspector.inspector.createLoginToken() ?? ''
    const { headers } = await request(inspector.app).get(`//evil.example/?token=${token}`)
    expect(headers['location']).toBeUndefined()
  })

  it('ends sessions that are over', async () => {
    await using inspector = await served({ auth })
    const { headers } = await request(inspector.app)
      .get(`/?token=${inspector.inspector.createLoginToken() ?? ''}`)
      .expect(303)
    const name = String(headers['set-cookie']).split('=')[0] ?? ''
    await request(inspector.app).get('/api/config').set('Cookie', `${name}=1.abc`).expect(401)
    await request(inspector.app).get('/api/config').set('Cookie', `${name}=__proto__`).expect(401)
  })

  it('does not take a browser that is signed in at another port of the host for somebody who guesses', async () => {
    await using inspector = await served({ auth })
    await using other = await served({ auth: { bearer: 'another-long-token' } })
    const { headers } = await request(other.app)
      .get(`/?token=${other.inspector.createLoginToken() ?? ''}`)
      .expect(303)
    const cookie = String(headers['set-cookie']).split(';')[0] ?? ''
    for (let tries = 0; tries < 25; tries += 1)
      await request(inspector.app).get('/api/config').set('Cookie', cookie).expect(401)
    const token = inspector.inspector.createLoginToken() ?? ''
    await request(inspector.app).get(`/?token=${token}`).set('Cookie', cookie).expect(303)
  })

  it('does not take a tab whose session is over for somebody who guesses', async () => {
    await using inspector = await served({ auth })
    const { headers } = await request(inspector.app)
      .get(`/?token=${inspector.inspector.createLoginToken() ?? ''}`)
      .expect(303)
    const cookie = String(headers['set-cookie']).split(';')[0] ?? ''
    const ask = (given: string) => request(inspector.app).get('/api/config').set('Cookie', given)
    await ask(cookie).expect(200)
    const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 13 * 60 * 60 * 1_000)
    for (let tries = 0; tries < 25; tries += 1) await ask(cookie).expect(401)
    clock.mockRestore()
    await ask(cookie).expect(200)
    for (let tries = 0; tries < 20; tries += 1) await ask(`${cookie}x`).expect(401)
    await ask(cookie).expect(429)
  })
})

describe('behind a proxy', () => {
  it('limits whoever the proxy names, not whom the browser says it is', async () => {
    await using context = await testLoom()
    await using served = await serveInspector({
      loom: context.loom,
      auth: { bearer: 'a-long-token' },
      trustProxy: true,
      port: 0,
      logger: pino({ level: 'silent' }),
    })
    // What the browser sends comes first; the proxy adds the address that it sees.
    const ask = async (token: string, forwardedFor: string): Promise<number> => {
      const headers = { 'X-Forwarded-For': forwardedFor, Authorization: `Bearer ${token}` }
      return (await request(new URL(served.url).origin).get('/api/config').set(headers)).status
    }
    for (let tries = 0; tries < 20; tries += 1)
      expect(await ask('wrong', `198.51.100.${tries}, 203.0.113.7`)).toBe(401)
    expect(await ask('a-long-token', '198.51.100.99, 203.0.113.7')).toBe(429)
    expect(await ask('a-long-token', '203.0.113.8')).toBe(200)
  })
})

describe('links', () => {
  it('that nobody used are forgotten when they are over', () => {
    const sessions = new Sessions('a-long-token')
    const old = sessions.createLink()
    const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 61 * 60 * 1_000)
    const link = sessions.createLink()
    clock.mockRestore()
    expect([sessions.useLink(old), sessions.useLink(link), sessions.useLink(link)]).toEqual([
      false,
      true,
      false,
    ])
  })
})

describe('a function of your own', () => {
  it('says who comes in, and what they may do', async () => {
    await using inspector = await served({
      auth: async (asked) =>
        asked.get('x-user') === undefined ? null : { name: 'eve', permissions: ['view'] },
    })
    await request(inspector.app).get('/api/config').expect(401)
    const answer = await request(inspector.app).get('/api/config').set('x-user', 'eve').expect(200)
    expect(answer.body).toMatchObject({ identity: 'eve', permissions: ['view'] })
  })

  it('that throws lets nobody in, and tells nothing', async () => {
    await using inspector = await served({
      auth: () => {
        throw new Error('the secret of the session store')
      },
    })
    const { text } = await request(inspector.app).get('/api/config').expect(500)
    expect(text).not.toContain('secret')
  })
})

it.each([{ bearer: 'short' }, { basic: { user: 'a', password: '' } }])(
  'refuses weak secrets: %o',
  async (auth) => {
    await expect(served({ auth })).rejects.toThrow('at least 8 characters')
  },
)
