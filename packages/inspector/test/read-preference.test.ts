import express from 'express'
import { MongoClient, type Document } from 'mongodb'
import { expect, inject, it } from 'vitest'

import { createInspector } from '../server/index.ts'
import { readSettings } from '../server/options.ts'
import { apiOf } from './support/api.ts'
import { Download } from './support/definitions.ts'
import { serveApp } from './support/serve-app.ts'
import { testLoom, uri } from './support/test-loom.ts'

it.runIf(inject('topology') === 'replica-set')(
  'reads lists where it is told to, and on the primary what is told live and what an action is done to',
  async () => {
    await using context = await testLoom()
    const { id: dagId } = await context.loom.push(Download({ url: 'https://example.org' }))
    await using client = await new MongoClient(uri, { monitorCommands: true }).connect()
    const sent: Document[] = []
    client.on('commandStarted', ({ command }) => sent.push(command))
    const inspector = createInspector({
      client,
      database: context.database,
      readPreference: 'secondaryPreferred',
      readOnly: false,
      logger: readSettings({}).logger.child({}, { level: 'silent' }),
    })
    await using server = await serveApp(express().use(inspector))
    const api = apiOf(server.url)
    await inspector.ready()

    const modesOf = async (ask: () => Promise<{ status: number }>): Promise<unknown[]> => {
      sent.length = 0
      expect((await ask()).status).toBe(200)
      const reads = sent.filter(({ find, aggregate }) => (find ?? aggregate) === 'tasks')
      expect(reads.length).toBeGreaterThan(0)
      return [...new Set(reads.map(modeOf))]
    }
    expect(await modesOf(() => api('tasks', { query: { q: 'state:ready' } }))).toEqual(['secondaryPreferred'])
    expect(await modesOf(() => api('dag', { id: dagId }))).not.toContain('secondaryPreferred')
    expect(
      await modesOf(() =>
        api('previewAction', { body: { kind: 'cancel', target: { filter: 'state:ready' } } }),
      ),
    ).not.toContain('secondaryPreferred')
    await inspector.close()
  },
)

function modeOf({ $readPreference }: Document): unknown {
  return ($readPreference as { readonly mode?: unknown } | undefined)?.mode
}
