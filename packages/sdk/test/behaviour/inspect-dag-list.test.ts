import { openInspection } from '@taskloom/sdk/inspect'
import { expect, test } from 'vitest'

import type { DagDocument } from '../../src/document/task-document.ts'
import { inspectedTask } from '../support/inspected-tasks.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'

test('inspection: a large DAG that has ended is listed as its record counted it', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const start = new Date(Date.now() - 10_000_000)
  const tasks = Array.from({ length: 1_130 }, (_, number) =>
    inspectedTask(number < 30 ? 'failed-upstream' : 'finished', number, { start, dagId: 'large' }),
  )
  await raw.tasks.insertMany(tasks)
  await raw.db.collection<DagDocument>('dags').insertOne({
    _id: 'large',
    pushId: 'push',
    taskCount: 5_040,
    createdAt: start,
    finishedAt: start,
    purgeAt: new Date(Date.now() + 10_000_000),
    revision: 0,
    outcome: 'FAILED',
    counts: { FINISHED: 5_000, FAILED: 40 },
  })
  const { items } = await openInspection(context.loom).dags({})
  expect(items).toMatchObject([{ id: 'large', state: 'failed', taskCount: 5_040 }])
  expect(items[0]?.names.toSorted()).toEqual(['download', 'gallery', 'resize'])
  expect(items[0]?.counts).toEqual({ finished: 5_000, failed: 10, 'failed-upstream': 30 })
})
