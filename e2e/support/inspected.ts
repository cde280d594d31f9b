import { randomUUID } from 'node:crypto'

import { test as base } from '@playwright/test'
import { connect, type Loom } from '@taskloom/sdk'

import { startInspector } from './start-inspector.ts'

interface Inspected {
  readonly loom: Loom
  readonly database: string
  readonly uri: string
  /** The address of the inspector of that database; ends with a slash. */
  readonly url: string
}

/** Gives each test a database of its own and the packed inspector on it. */
export const test = base.extend<{ inspected: Inspected; readOnlyUrl: string }>({
  inspected: async ({}, use) => {
    const uri = process.env['TASKLOOM_E2E_MONGODB_URI'] ?? ''
    const database = `e2e-${randomUUID().slice(0, 8)}`
    await using loom = await connect({ uri, database })
    await using inspector = await startInspector(['--uri', uri, '--database', database, '--allow-actions'])
    await use({ loom, database, uri, url: inspector.url })
  },
  /** The same database, where nothing may be changed. */
  readOnlyUrl: async ({ inspected: { uri, database } }, use) => {
    await using inspector = await startInspector(['--uri', uri, '--database', database, '--read-only'])
    await use(inspector.url)
  },
})

export { expect } from '@playwright/test'
