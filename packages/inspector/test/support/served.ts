import type { TestLoom } from '@taskloom/sdk/testing'
import express, { type Express } from 'express'
import { pino } from 'pino'

import { createInspector, type Inspector, type InspectorSettings } from '../../server/index.ts'
import { apiOf, type Api } from './api.ts'
import { serveApp } from './serve-app.ts'
import { testLoom } from './test-loom.ts'

export interface Served extends AsyncDisposable {
  readonly app: Express
  readonly inspector: Inspector
  readonly context: TestLoom
  /** Where the inspector is mounted: no slash at the end. */
  readonly url: string
  /** Calls routes by their name, and checks every answer against the contract. */
  readonly api: Api
}

export interface ServedOptions extends InspectorSettings {
  readonly mount?: string
  /** A loom to show; by default one of its own. */
  readonly context?: TestLoom
}

/** An inspector on a server of its own, which may change things unless the test says otherwise. */
export async function served({ mount = '/', context, ...settings }: ServedOptions = {}): Promise<Served> {
  const own = context ?? (await testLoom())
  const inspector = createInspector({
    loom: own.loom,
    readOnly: false,
    logger: pino({ level: 'silent' }),
    ...settings,
  })
  const app = express().use(mount, inspector)
  const server = await serveApp(app)
  const url = server.url + (mount === '/' ? '' : mount)
  return {
    app,
    inspector,
    context: own,
    url,
    api: apiOf(url),
    [Symbol.asyncDispose]: async () => {
      await inspector.close()
      await server[Symbol.asyncDispose]()
      if (context === undefined) await own[Symbol.asyncDispose]()
    },
  }
}
