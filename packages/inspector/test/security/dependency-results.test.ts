import { defineTask, direct } from '@taskloom/sdk'
import { expect, it } from 'vitest'
import { z } from 'zod'

import { withheld } from '../../server/security/redact.ts'
import { served, type Served, type ServedOptions } from '../support/served.ts'

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
