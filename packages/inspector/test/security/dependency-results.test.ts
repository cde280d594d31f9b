import { allOf, connect, defineTask, direct } from '@taskloom/sdk'
import { MongoClient } from 'mongodb'
import { expect, it } from 'vitest'
import { z } from 'zod'

import type { Permission } from '../../server/index.ts'
import { withheld } from '../../server/security/redact.ts'
import { served, type Served, type ServedOptions } from '../support/served.ts'
import { uri } from '../support/test-loom.ts'

const SignIn = defineTask({
  name: 'sign-in',
  schema: z.object({}),
  result: z.object({ password: z.string(), page: z.string() }),
})
const Crawl = defineTask({ name: 'crawl', schema: z.object({}), dependsOn: { login: direct(SignIn) } })

/** A task whose dependency left a large result with a secret at its beginning. */
async function servedWithLargeResult(options: ServedOptions = {}): Promise<Served & { id: string }> {
  const inspector = await served(options)
  const { loom } = inspector.context
  const login = SignIn({})
  const node = Crawl({}, { dependsOn: { login } })
  await loom.push(node)
  await (await loom.pop(SignIn))?.finish({ password: 'hunter2', page: 'x'.repeat(10_000) })
  return Object.assign(inspector, { id: node.id })
}

it('withholds the secrets of a large result of a dependency before it is cut', async () => {
  await using inspector = await servedWithLargeResult()
  const { body } = await inspector.api('task', { id: inspector.id })
  const [dependency] = body.dependencies
  expect(dependency).toMatchObject({ isResultCut: true })
  expect(dependency?.result).toHaveLength(4_000)
  expect(dependency?.result).toContain(`{"password":"${withheld}","page":"xxx`)
  expect(JSON.stringify(body)).not.toContain('hunter2')
})

it('gives the whole of a large result of a dependency to the redact hook', async () => {
  const seen: unknown[] = []
  await using inspector = await servedWithLargeResult({
    redact: (value, { part }) => {
      if (part === 'result') seen.push(value)
      return part === 'result' ? 'short' : value
    },
  })
  const { body } = await inspector.api('task', { id: inspector.id })
  expect(seen).toEqual([{ password: 'hunter2', page: 'x'.repeat(10_000) }])
  expect(body.dependencies).toMatchObject([{ result: 'short' }])
  expect(body.dependencies[0]).not.toHaveProperty('isResultCut')
})

it('reads no value for whoever may not see it', async () => {
  await using inspector = await servedWithLargeResult()
  await using client = await new MongoClient(uri, { monitorCommands: true }).connect()
  const read: unknown[] = []
  client.on('commandStarted', ({ command }) => void read.push(command['find']))
  const loom = await connect({ client, database: inspector.context.database, sweeper: false })
  const context = { ...inspector.context, loom }
  const readBy = async (permissions: Permission[]) => {
    await using watched = await served({ context, auth: () => ({ name: 'ada', permissions }) })
    read.length = 0
    const { body } = await watched.api('task', { id: inspector.id })
    return { body, read: [...read] }
  }
  expect((await readBy(['view', 'payload'])).read).toContain('contents')
  const { body, read: readByViewer } = await readBy(['view'])
  expect(readByViewer).toContain('tasks')
  expect(readByViewer).not.toContain('contents')
  expect(body).toMatchObject({ payload: null, isPayloadHidden: true })
  expect(body.dependencies[0]).not.toHaveProperty('result')
  await loom.close()
})

it('says of the results that are too large to be read with a task that they are left out', async () => {
  const Gather = defineTask({ name: 'gather', schema: z.object({}), dependsOn: { logins: allOf(SignIn) } })
  await using inspector = await served()
  const { loom } = inspector.context
  const logins = Array.from({ length: 4 }, () => SignIn({}))
  const node = Gather({}, { dependsOn: { logins } })
  await loom.push(node)
  for (const task of await loom.popMany([SignIn], 4))
    await task.finish({ password: 'hunter2', page: 'x'.repeat(900_000) })
  const { body } = await inspector.api('task', { id: node.id })
  expect(body.dependencies.filter(({ isResultCut }) => isResultCut)).toHaveLength(2)
  expect(body.dependencies.filter(({ isResultLeftOut }) => isResultLeftOut)).toHaveLength(2)
  expect(JSON.stringify(body).length).toBeLessThan(20_000)
})
