import { defineTask, direct } from '@taskloom/sdk'
import { z } from 'zod'

/** A task without dependencies, for tests of how tasks are run. */
export const Job = defineTask({
  name: 'job',
  schema: z.object({ number: z.number() }),
  result: z.number(),
})

/** A task with a result of any size. */
export const Report = defineTask({ name: 'report', schema: z.object({}), result: z.string() })

/** Waits for one job. */
export const AfterJob = defineTask({
  name: 'after-job',
  schema: z.object({}),
  dependsOn: { job: direct(Job) },
  result: z.number(),
})

/** Waits for one report. */
export const AfterReport = defineTask({
  name: 'after-report',
  schema: z.object({}),
  dependsOn: { report: direct(Report) },
  result: z.number(),
})

/** As many jobs, numbered from 0. */
export function jobs(count: number): ReturnType<typeof Job>[] {
  return Array.from({ length: count }, (_, number) => Job({ number }))
}
