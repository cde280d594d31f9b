import { expect, test } from 'vitest'

import { deferred } from '../support/deferred.ts'
import { Download, Gallery, Resize } from '../support/definitions.ts'
import { patient } from '../support/eager-sweeper.ts'
import { testLoom } from '../support/test-loom.ts'

test('explain: a task that waits for others says for which, in words and as data', async () => {
  await using context = await testLoom()
  const { loom } = context
  const source = Download({ url: 'a' })
  const mirrors = [source, Download({ url: 'b' })]
  const images = [1, 2, 3].map((width) => Resize({ width }, { dependsOn: { source } }))
  const page = Gallery({ title: 'June' }, { dependsOn: { images, mirror: mirrors } })
  await loom.push(page)
  await loom.pop(Download)
  const [image] = images
  expect(await loom.explain(image ?? '')).toEqual({
    id: image?.id,
    name: 'resize',
    state: 'CREATED',
    summary: `It waits for dependency \`source\`: \`download\` (${source.id}), which is RUNNING.`,
    reasons: [
      {
        kind: 'dependencies',
        group: 'source',
        waitsFor: [{ id: source.id, name: 'download', state: 'RUNNING' }],
      },
    ],
  })
  const explained = await loom.explain(page)
  expect(explained?.reasons.map((reason) => reason.kind)).toEqual(['dependencies', 'dependencies'])
  expect(explained?.summary).toBe(
    `Of the 3 dependencies in \`images\`, 3 must fit, and 3 have not settled, such as \`resize\` (${image?.id}), which is CREATED. ` +
      `Of the 2 dependencies in \`mirror\`, 1 must fit, and 2 have not settled, such as \`download\` (${source.id}), which is RUNNING.`,
  )
})

test('explain: a ready task says whether a worker for it is alive, and whether it is paused', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const { loom } = context
  const node = Download({ url: 'a' })
  await loom.push(node)
  await loom.pause(Download)
  expect(await loom.explain(node)).toMatchObject({
    summary: 'Tasks of `download` are paused.',
    reasons: [{ kind: 'definition-paused' }],
  })
  await loom.resume(Download)
  expect(await loom.explain(node)).toMatchObject({
    summary: 'It is ready, but no worker for `download` is alive.',
    reasons: [{ kind: 'no-worker' }],
  })
  const started = deferred()
  const held = deferred()
  const worker = other.loom.worker(
    [
      Download.handle(async () => {
        started.resolve()
        await held.promise
        return { path: 'a' }
      }),
    ],
    { concurrency: 1 },
  )
  const working = worker.run()
  await started.promise
  const second = Download({ url: 'b' })
  await loom.push(second)
  // The worker may claim before its first sign of life is written.
  await expect
    .poll(() => loom.explain(second), patient)
    .toMatchObject({ reasons: [{ kind: 'waits-for-worker', workers: 1 }] })
  held.resolve()
  await worker.stop()
  await working
})

test('explain: a delay, a pause before the next attempt and a paused DAG are all named', async () => {
  await using context = await testLoom()
  const { loom } = context
  const source = Download({ url: 'a' }, { retry: { attempts: 2, delay: '1h', jitter: 0 } })
  const late = Resize({ width: 1 }, { dependsOn: { source }, delay: '10m' })
  const dag = await loom.push(late)
  await (await loom.pop(Download))?.fail(new Error('no'))
  expect(await loom.explain(source)).toMatchObject({ reasons: [{ kind: 'retry' }] })
  expect((await loom.explain(source))?.summary).toMatch(
    /^Attempt 1 failed; the next one comes at .*, in 3\d{3} s\.$/u,
  )
  await dag.pause()
  expect((await loom.explain(late))?.reasons.map(({ kind }) => kind)).toEqual([
    'dependencies',
    'delay',
    'dag-paused',
  ])
  expect((await dag.explain()).map(({ id }) => id)).toEqual([late.id, source.id])
})

test('explain: a running task names its attempt, a settled one its error and the root cause', async () => {
  await using context = await testLoom()
  const { loom } = context
  const source = Download({ url: 'a' })
  const image = Resize({ width: 1 }, { dependsOn: { source } })
  const dag = await loom.push(image)
  const task = await loom.pop(Download)
  expect(await loom.explain(source)).toMatchObject({
    state: 'RUNNING',
    reasons: [{ kind: 'running', attempt: 1 }],
  })
  expect((await dag.explain()).map(({ id }) => id)).toEqual([source.id])
  await task?.fail(new Error('no such page'))
  await context.untilResolved()
  expect((await loom.explain(source))?.summary).toBe('It is FAILED: no such page')
  expect(await loom.explain(image)).toMatchObject({
    reasons: [{ kind: 'settled', state: 'FAILED', rootCause: source.id }],
  })
  expect(await dag.explain()).toEqual([])
  expect(await loom.explain('nobody')).toBeUndefined()
})
