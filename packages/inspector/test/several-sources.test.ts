import { expect, it } from 'vitest'

import { serveInspector } from '../server/index.ts'
import { readSettings } from '../server/options.ts'
import { apiOf } from './support/api.ts'
import { Download } from './support/definitions.ts'
import { testLoom, uri } from './support/test-loom.ts'

const logger = readSettings({}).logger.child({}, { level: 'silent' })

it('serves several databases, each under its name, and leads from one to the other', async () => {
  await using live = await testLoom()
  await using trial = await testLoom()
  const node = Download({ url: 'https://example.org' })
  await trial.loom.push(node)
  await using served = await serveInspector({
    sources: {
      live: { loom: live.loom },
      'trial-1': { uri, database: trial.database },
    },
    port: 0,
    basePath: 'ops',
    logger,
  })
  await served.ready()
  expect(served.url).toMatch(/\/ops\/live\/$/)
  const api = apiOf(served.url.slice(0, -1))
  const { body: config } = await api('config')
  expect(config).toMatchObject({
    database: live.database,
    environment: 'live',
    places: [
      { name: 'live', href: '../live/' },
      { name: 'trial-1', href: '../trial-1/' },
    ],
  })
  expect((await api('tasks')).body.items).toEqual([])
  const other = apiOf(new URL('../trial-1', served.url).href)
  expect((await other('config')).body).toMatchObject({ database: trial.database, environment: 'trial-1' })
  expect((await other('tasks')).body.items).toMatchObject([{ id: node.id }])
  for (const place of ['/', '/ops', '/ops/']) {
    const answer = await fetch(new URL(place, served.url), { headers: { accept: 'text/html' } })
    expect([answer.status, answer.url]).toEqual([200, served.url])
  }
})

it.each([
  [{}, 'No source was given.'],
  [{ 'a/b': { uri, database: 'x' } }, 'A source is named by letters, digits, - and _, and not "a/b".'],
])('refuses %o', async (sources, sentence) => {
  await expect(serveInspector({ sources, port: 0, logger })).rejects.toThrow(sentence)
})
