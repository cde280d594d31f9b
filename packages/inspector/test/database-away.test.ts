import express from 'express'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'

import { createInspector, type Inspector } from '../server/index.ts'
import { apiOf, type Api } from './support/api.ts'
import { Cuttable } from './support/cuttable.ts'
import { Download } from './support/definitions.ts'
import { EventStream } from './support/event-stream.ts'
import { serveApp } from './support/serve-app.ts'
import { testLoom, uri } from './support/test-loom.ts'

interface Watched extends AsyncDisposable {
  readonly url: string
  readonly api: Api
  readonly inspector: Inspector
}

async function watch(address: string, database: string): Promise<Watched> {
  const inspector = createInspector({ uri: address, database, logger: pino({ level: 'silent' }) })
  const server = await serveApp(express().use(inspector))
  return {
    url: server.url,
    api: apiOf(server.url),
    inspector,
    [Symbol.asyncDispose]: async () => {
      await inspector.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

async function pageOf(url: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(url, { headers: { accept: 'text/html' } })
  return { status: answer.status, text: await answer.text() }
}

describe('a database that goes away', () => {
  it('is told of at once by stream, API and page, and so is its return; then all goes on as before', async () => {
    await using context = await testLoom()
    await using way = await Cuttable.to(uri)
    await using watched = await watch(way.uri, context.database)
    await watched.inspector.ready()
    await using stream = await EventStream.open(`${watched.url}/api/events?topics=tasks`)
    await stream.next('hello')

    await way.cut()
    const down = await stream.next('database', ({ status }) => status === 'down')
    expect(down.data.error).not.toBe('')
    const from = performance.now()
    expect(await watched.api('tasks')).toMatchObject({ status: 503, code: 'DATABASE_DOWN' })
    expect(performance.now() - from).toBeLessThan(3_000)
    expect((await watched.api('config')).status).toBe(200)
    expect((await watched.api('health')).body).toMatchObject({
      status: 'down',
      error: expect.any(String) as string,
    })
    expect(await pageOf(watched.url)).toMatchObject({
      status: 503,
      text: expect.stringContaining('http-equiv="refresh"') as string,
    })

    stream.forget()
    await way.mend()
    await stream.next('database', ({ status }) => status === 'up')
    await stream.next('reset')
    expect((await pageOf(watched.url)).status).toBe(200)
    const node = Download({ url: 'https://example.org' })
    await context.loom.push(node)
    await stream.next('tasks', ({ tasks }) => tasks.some(({ id }) => id === node.id))
  })

  it('may be away at the start: everything is there when it comes', async () => {
    await using context = await testLoom()
    await using way = await Cuttable.to(uri)
    await way.cut()
    await using watched = await watch(way.uri, context.database)
    await expect(watched.inspector.ready()).rejects.toThrow('No MongoDB answers')
    const { status, text } = await pageOf(`${watched.url}/tasks`)
    expect(status).toBe(503)
    expect(text).toContain('Nothing listens at this address')
    await using stream = await EventStream.open(`${watched.url}/api/events?topics=tasks`)
    await stream.next('database', ({ status }) => status === 'down')
    await way.mend()
    await stream.next('database', ({ status }) => status === 'up')
    await stream.next('reset')
    await context.loom.push(Download({ url: 'https://example.org' }))
    await stream.next('tasks')
  })

  it('never shows the password of its address', async () => {
    await using watched = await watch(
      'mongodb://ada:hunter2@127.0.0.1:1/?serverSelectionTimeoutMS=100',
      'none',
    )
    await watched.inspector.ready().catch(() => undefined)
    const { body } = await watched.api('health')
    const { text } = await pageOf(watched.url)
    expect(JSON.stringify(body) + text).not.toContain('hunter2')
  })
})
