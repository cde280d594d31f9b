import { connect } from '@taskloom/sdk'
import { createTestLoom } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'

import { failing, repairDriver } from '../support/driver-faults.ts'
import { Job } from '../support/jobs.ts'
import { testLoom, uri } from '../support/test-loom.ts'

afterEach(repairDriver)

test('options: one that is misspelt in JavaScript is refused by name, with the one that was meant', async () => {
  await using context = await testLoom()
  const { loom } = context
  const dag = await loom.push(Job({ number: 1 }))
  const handler = Job.handle(() => 1)
  const calls: (() => unknown)[] = [
    () => connect({ uri, database: 'unused', sweepr: false } as never),
    () => connect({ uri, database: 'unused', times: { leese: '20s' } } as never),
    () => connect({ uri, database: 'unused', limits: { payloads: 1 } } as never),
    () => createTestLoom({ uri, databse: 'unused' } as never),
    () => loom.push(Job({ number: 1 }), { keepfor: '1h' } as never),
    () => loom.worker([handler], { concurency: 5 } as never),
    () => loom.worker([handler]).stop({ timeuot: '1s' } as never),
    () => loom.queue(Job, { sginal: undefined } as never),
    () => loom.find(Job, {}, { limits: 5 } as never),
    () => loom.cancel(dag.id, { downstraem: true } as never),
    () => loom.delete(dag.id, { expectedstate: 'CREATED' } as never),
    () => loom.retry(dag.id, { expected: 'FAILED' } as never),
    () => loom.rerunFrom(dag.id, { expectdState: 'FAILED' } as never),
    () => loom.requeue(dag.id, { state: 'CREATED' } as never),
    () => loom.setPriority(dag.id, 1, { expectState: 'CREATED' } as never),
    () => loom.extendExpiry(dag.id, '1m', 5 as never),
    () => loom.bulk({ ids: [dag.id] }, { kind: 'cancel' }, { dryrun: true } as never),
    () => dag.finished({ singal: undefined } as never),
    () => loom.find(Job, {}, 5 as never),
  ]
  const messages: string[] = []
  for (const call of calls) {
    try {
      await call()
      messages.push('taken')
    } catch (error) {
      messages.push((error as Error).message)
    }
  }
  expect(messages).toMatchInlineSnapshot(`
    [
      "There is a mistake in the options of connect(): \`sweepr\` is unknown. Did you mean \`sweeper\`?",
      "There is a mistake in the options of connect({ times }): \`leese\` is unknown. Did you mean \`lease\`?",
      "There is a mistake in the options of connect({ limits }): \`payloads\` is unknown. Did you mean \`payload\`?",
      "There is a mistake in the options of createTestLoom(): \`databse\` is unknown. Did you mean \`database\`?",
      "There is a mistake in the options of push(): \`keepfor\` is unknown. Did you mean \`keepFor\`?",
      "There is a mistake in the options of worker(): \`concurency\` is unknown. Did you mean \`concurrency\`?",
      "There is a mistake in the options of stop(): \`timeuot\` is unknown. Did you mean \`timeout\`?",
      "There is a mistake in the options of queue(): \`sginal\` is unknown. Did you mean \`signal\`?",
      "There is a mistake in the options of find(): \`limits\` is unknown. Did you mean \`limit\`?",
      "There is a mistake in the options of cancel(): \`downstraem\` is unknown. Did you mean \`downstream\`?",
      "There is a mistake in the options of delete(): \`expectedstate\` is unknown. Did you mean \`expectedState\`?",
      "There is a mistake in the options of retry(): \`expected\` is unknown. Known are \`expectedState\`.",
      "There is a mistake in the options of rerunFrom(): \`expectdState\` is unknown. Did you mean \`expectedState\`?",
      "There is a mistake in the options of requeue(): \`state\` is unknown. Known are \`expectedState\`.",
      "There is a mistake in the options of setPriority(): \`expectState\` is unknown. Did you mean \`expectedState\`?",
      "extendExpiry() takes its options as an object, not a number.",
      "There is a mistake in the options of bulk(): \`dryrun\` is unknown. Did you mean \`dryRun\`?",
      "There is a mistake in the options of finished(): \`singal\` is unknown. Did you mean \`signal\`?",
      "find() takes its options as an object, not a number.",
    ]
  `)
})

test('queue: it outlives an error of its database, and says it', async () => {
  await using context = await testLoom()
  const { loom } = context
  const errors: unknown[] = []
  failing('findOneAndUpdate', { isWritten: false, times: 2 })
  await loom.push(Job({ number: 7 }))
  for await (const task of loom.queue(Job, { onError: (error) => errors.push(error) })) {
    await task.finish(task.payload.number)
    break
  }
  expect(errors.map((error) => (error as Error).name)).toEqual(['MongoNetworkError', 'MongoNetworkError'])
  expect(await loom.count(Job, { state: 'FINISHED' })).toBe(1)
})
