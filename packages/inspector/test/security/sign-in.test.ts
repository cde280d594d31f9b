import request from 'supertest'
import { describe, expect, it } from 'vitest'

import { served } from '../support/served.ts'

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
    expect(String(headers['set-cookie'])).toContain('taskloom-session=')
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
    await request(inspector.app).get('/api/config').set('Cookie', 'taskloom-session=1.abc').expect(401)
    await request(inspector.app).get('/api/config').set('Cookie', 'taskloom-session=__proto__').expect(401)
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
