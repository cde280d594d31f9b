import { allOf, defineTask, someOf } from '@taskloom/sdk'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { Job, jobs } from '../support/jobs.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'

const Strict = defineTask({ name: 'strict', schema: z.null(), dependsOn: { jobs: allOf(Job) } })
const Most = defineTask({ name: 'most', schema: z.null(), dependsOn: { jobs: someOf(999, Job) } })
const Last = defineTask({
  name: 'last',
  schema: z.null(),
  dependsOn: { jobs: allOf(Job, { on: 'settled' }) },
})

test('wide: with a thousand dependencies and more the rule is the same, whatever becomes of them', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const all = jobs(1_001)
  const dependsOn = { jobs: all }
  const [strict, most, last] = [
    Strict(null, { dependsOn }),
    Most(null, { dependsOn }),
    Last(null, { dependsOn }),
  ]
  await loom.push([strict, most, last])
  await raw.tasks.updateMany(
    { _id: { $in: all.slice(3).map(({ id }) => id) } },
    { $set: { state: 'FINISHED', result: 1 }, $unset: { ready: '', open: '' } },
  )

  // One that is said to be ready, and is not, is put back.
  await raw.tasks.updateOne({ _id: last.id }, { $set: { ready: true }, $unset: { blocked: '' } })
  expect(await loom.pop(Last)).toBeNull()
  await context.untilResolved()
  expect(await loom.get(last)).toMatchObject({ state: 'CREATED', waitingFor: 'dependencies' })
  expect(await context.purePop([Strict, Most, Last])).toEqual([])

  const task = await loom.pop(Job)
  await task?.fail(new Error('no'))
  await context.untilResolved()
  expect(await loom.get(strict)).toMatchObject({
    state: 'FAILED',
    rootCause: task!.id,
    error: { code: 'UPSTREAM_FAILED' },
  })
  expect(await loom.get(most)).toMatchObject({ waitingFor: 'dependencies' })

  await (await loom.pop(Job))?.finish(1)
  await context.untilResolved()
  expect(await loom.get(most)).toMatchObject({ waitingFor: 'worker' })

  await loom.delete(all[2]!)
  await context.untilResolved()
  expect((await context.purePop([Strict, Most, Last])).toSorted()).toEqual([most.id, last.id].toSorted())
  expect(await loom.pop(Most)).toMatchObject({ id: most.id })
  expect(await loom.pop(Last)).toMatchObject({ id: last.id })
})
