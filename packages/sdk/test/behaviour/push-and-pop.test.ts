import { expect, test } from 'vitest'

import { Download, Gallery, Resize } from '../support/definitions.ts'
import { testLoom } from '../support/test-loom.ts'

test('a DAG is pushed as one, popped in the order of its dependencies, and results travel down', async () => {
  await using context = await testLoom()
  const { loom } = context
  const source = Download({ url: 'a' })
  const small = Resize({ width: 100 }, { dependsOn: { source } })
  const page = Gallery({ title: 'June' }, { dependsOn: { images: [small], mirror: [source] } })
  const dag = await loom.push(page)
  expect(dag.taskIds).toHaveLength(3)

  expect(await loom.pop([Gallery, Resize])).toBeNull()
  const download = await loom.pop(Download)
  await download?.finish({ path: 'a.png' })
  await context.untilResolved()

  const resize = await loom.pop(Resize)
  expect(resize?.dependencies).toEqual({ source: { path: 'a.png' } })
  await resize?.finish({ path: 'a-100.png', width: 100 })
  await context.untilResolved()

  const gallery = await loom.pop(Gallery)
  expect(gallery?.dependencies).toEqual({
    images: [{ path: 'a-100.png', width: 100 }],
    mirror: { path: 'a.png' },
  })
  await gallery?.finish({ pages: 1 })
  expect(await dag.finished()).toMatchObject({ outcome: 'FINISHED', counts: { FINISHED: 3 } })
})
