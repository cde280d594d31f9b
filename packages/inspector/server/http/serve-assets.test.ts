import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'

import compression from 'compression'
import express, { type Express } from 'express'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { serveAssets } from './serve-assets.ts'

const script = `export const words = '${'long enough to be worth it '.repeat(100)}'`

let folder: string
let app: Express

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taskloom-assets-'))
  await writeFile(join(folder, 'app-1.js'), script)
  await writeFile(join(folder, 'app-1.js.br'), brotliCompressSync(script))
  await writeFile(join(folder, 'app-1.js.gz'), gzipSync(script))
  await writeFile(join(folder, 'mark-1.png'), 'a picture')
  app = express().use(compression(), express.Router().use('/assets', serveAssets(folder)))
})

afterAll(() => rm(folder, { recursive: true }))

const get = (encoding: string, name = 'app-1.js') =>
  request(app).get(`/assets/${name}`).set('Accept-Encoding', encoding)

describe('an asset', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['*', 'br'],
  ])('is sent to whoever takes "%s" as %s, as the build left it', async (accepted, encoding) => {
    const { headers, text } = await get(accepted).expect(200)
    expect(headers).toMatchObject({
      'content-encoding': encoding,
      'content-type': expect.stringContaining('javascript') as string,
      vary: 'Accept-Encoding',
      'cache-control': 'public, max-age=31536000, immutable',
    })
    expect(Number(headers['content-length'])).toBeLessThan(script.length / 5)
    // supertest unpacks gzip alone.
    expect(encoding === 'gzip' ? text : script).toBe(script)
  })

  it.each(['identity', 'br;q=0', 'compress'])('is sent plainly to whoever takes "%s"', async (accepted) => {
    const { headers, text } = await get(accepted).expect(200)
    expect(headers['content-encoding']).toBeUndefined()
    expect(headers['vary']).toBe('Accept-Encoding')
    expect(text).toBe(script)
  })

  it('has an ETag of its own in each encoding, by which it is not sent again', async () => {
    const tags = new Map<string, string>()
    for (const encoding of ['br', 'gzip', 'identity'])
      tags.set(encoding, String((await get(encoding)).headers['etag']))
    expect(new Set(tags.values()).size).toBe(3)
    for (const [encoding, tag] of tags) await get(encoding).set('If-None-Match', tag).expect(304)
    await get('gzip')
      .set('If-None-Match', tags.get('br') ?? '')
      .expect(200)
  })

  it('has the same headers for HEAD', async () => {
    const { headers, text } = await request(app)
      .head('/assets/app-1.js')
      .set('Accept-Encoding', 'br')
      .expect(200)
    expect(headers['content-encoding']).toBe('br')
    expect(Number(headers['content-length'])).toBeGreaterThan(0)
    expect(text ?? '').toBe('')
  })

  it('that was not compressed is sent as it is', async () => {
    const { headers } = await get('br, gzip', 'mark-1.png').expect(200)
    expect(headers['content-encoding']).toBeUndefined()
    expect(headers['content-type']).toBe('image/png')
  })

  it('outside of the folder is not there', async () => {
    await get('br', '..%2f..%2fetc%2fpasswd').expect((answer) =>
      expect(answer.status).toBeGreaterThanOrEqual(400),
    )
    await get('br', 'nope.js').expect(404)
  })
})
