import { isDeepStrictEqual } from 'node:util'

import { openInspection, viewStates } from '@taskloom/sdk/inspect'
import { expect, test } from 'vitest'

import { waitUntil } from '../../src/testing/wait-until.ts'
import { Download, Step } from '../support/definitions.ts'
import { patient } from '../support/eager-sweeper.ts'
import { testLoom } from '../support/test-loom.ts'

test('graph: one that is remembered is brought up to date by whatever happens to its tasks', async () => {
  await using context = await testLoom()
  const { loom } = context
  const [remembering, versioned] = [openInspection(loom), openInspection(loom)]
  await remembering.createIndexes()
  const elsewhere = Step({ label: 'elsewhere' }, { dependsOn: { before: [] } })
  await loom.push(elsewhere)
  const first = Step({ label: 'first' }, { dependsOn: { before: [] }, retry: { attempts: 2, delay: '1ms' } })
  const second = Step({ label: 'second' }, { dependsOn: { before: [first, elsewhere] } })
  const third = Step({ label: 'third' }, { dependsOn: { before: [second] } })
  const dag = await loom.push([first, second, third, Download({ url: 'https://a' })])
  const happens: (() => Promise<unknown>)[] = [
    async () => (await loom.pop(Download))?.finish({ path: 'a' }),
    async () => {
      const tasks = await loom.popMany(Step, 2)
      for (const task of tasks) await (task.id === first.id ? task.fail(new Error('No.')) : task.finish('b'))
    },
    () => dag.pause(),
    () => dag.resume(),
    () => context.sweep(),
    () => loom.pause(Step),
    () => loom.resume(Step),
    async () => (await loom.pop(Step))?.finish('c'),
    () => loom.cancel(third),
    () => loom.retry(third),
    () => loom.delete(second),
  ]
  expect(await remembering.dagGraph(dag.id, { limit: 100 })).toBeDefined()
  for (const happen of happens) {
    await happen()
    await context.untilResolved()
    // Which definitions are paused is known as of half a second ago.
    await waitUntil('both graphs are the same', async () => {
      const fresh = await openInspection(loom).dagGraph(dag.id, { limit: 100 })
      const remembered = await remembering.dagGraph(dag.id, { limit: 100 })
      const version = JSON.stringify(await versioned.dagVersion(dag.id))
      const ofVersion = await versioned.dagGraph(dag.id, { limit: 100, version })
      return (isDeepStrictEqual(remembered, fresh) && isDeepStrictEqual(ofVersion, fresh)) || undefined
    })
  }
})

test('graph: one whose version is known is given again, also where it waits for tasks of other DAGs', async () => {
  await using context = await testLoom()
  const { loom } = context
  const inspection = openInspection(loom)
  const elsewhere = Step({ label: 'elsewhere' }, { dependsOn: { before: [] } })
  await loom.push(elsewhere)
  const dag = await loom.push([
    Step({ label: 'first' }, { dependsOn: { before: [elsewhere] } }),
    Step({ label: 'second' }, { dependsOn: { before: [] } }),
  ])
  const graph = await inspection.dagGraph(dag.id, { limit: 10, version: 'one' })
  expect(await inspection.dagGraph(dag.id, { limit: 10, version: 'one' })).toBe(graph)
  expect(await inspection.dagGraph(dag.id, { limit: 1, version: 'one' })).toMatchObject({ isCut: true })
  await loom.cancel(elsewhere)
  const changed = await inspection.dagGraph(dag.id, { limit: 10, version: 'two' })
  expect(changed).not.toEqual(graph)
})

test('graph: one that was made while a definition was paused is not that of the version before and after', async () => {
  await using context = await testLoom()
  const { loom } = context
  const inspection = openInspection(loom)
  const dag = await loom.push([Download({ url: 'https://a' }), Download({ url: 'https://b' })])
  await loom.pause(Download)
  const read = async () => {
    const graph = await inspection.dagGraph(dag.id, { limit: 10, version: 'one' })
    return Array.from(graph?.states ?? '', (code) => viewStates[Number.parseInt(code, 36)])
  }
  await expect.poll(read, patient).toEqual(['paused', 'paused'])
  await loom.resume(Download)
  await expect.poll(read, patient).toEqual(['ready', 'ready'])
})
