import { defineTask } from '@taskloom/sdk'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { Job } from '../support/jobs.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'

const Report = defineTask({ name: 'report', schema: z.object({}) })

test('onFinished: it runs although it was looked at itself in the round in which the last other settled', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const [job, report] = [Job({ number: 1 }), Report({})]
  await context.loom.push([job], { onFinished: report })
  await context.untilResolved()
  const long = new Date(Date.now() - 3_600_000)
  // As a process leaves it that dies once both are flagged.
  await raw.tasks.updateOne(
    { _id: job.id },
    {
      $set: { state: 'FINISHED', settledAt: long, unresolved: 'a', flaggedAt: long },
      $unset: { ready: '', open: '' },
    },
  )
  await raw.tasks.updateOne({ _id: report.id }, { $set: { recheck: 'b', flaggedAt: long } })
  await context.sweep()
  expect(await context.loom.pop(Report)).toMatchObject({ id: report.id })
})
