import { defineTask, direct } from '@taskloom/sdk'
import { onWritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'

import { Download, Resize } from '../support/definitions.ts'
import { jobs, Report } from '../support/jobs.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'
import { before } from '../support/write-point.ts'

afterEach(() => onWritePoint(undefined))

test('unresolved: a flag that is set anew while its round is under way is not cleared', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const source = Download({ url: 'a' })
  await context.loom.push(Resize({ width: 1 }, { dependsOn: { source } }))
  const anew = { unresolved: 'anew', flaggedAt: new Date() }
  {
    using _anew = before('resolve.clear', () => raw.tasks.updateOne({ _id: source.id }, { $set: anew }))
    await (await context.loom.pop(Download))?.finish({ path: 'p' })
    await context.untilResolved()
  }
  expect(await raw.task(source.id)).toMatchObject(anew)
  await context.advance('1m')
  await context.sweep()
  expect(await raw.task(source.id)).not.toHaveProperty('unresolved')
})

const Both = defineTask({
  name: 'both',
  schema: z.null(),
  dependsOn: { source: direct(Download), last: direct(Report) },
})

test('staged: a task of which one dependency settles before another one is stored waits for that one', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const [source, last] = [Download({ url: 'a' }), Report({})]
  await loom.push(source)
  // By its id, so that it keeps its place: the last one, in a chunk of its own.
  const both = Both(null, { dependsOn: { source, last: Report.id(last.id) } })
  let chunks = 0
  onWritePoint(async (point) => {
    if (point !== 'push.chunk' || (chunks += 1) !== 2) return
    expect(await raw.tasks.distinct('_id', { _id: { $in: [both.id, last.id] } })).toEqual([both.id])
    await (await loom.pop(Download))?.finish({ path: 'p' })
    await context.untilResolved()
  })
  await loom.push([both, ...jobs(999), last])
  expect(chunks).toBe(2)
  await context.untilResolved()
  expect(await loom.get(both)).toMatchObject({ state: 'CREATED', waitingFor: 'dependencies' })
  await (await loom.pop(Report))?.finish('r')
  await context.untilResolved()
  expect(await loom.pop(Both)).toMatchObject({ id: both.id })
})
