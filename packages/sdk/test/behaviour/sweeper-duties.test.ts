import { allOf, defineTask } from '@taskloom/sdk'
import { onWritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'

import { deferred } from '../support/deferred.ts'
import { eager } from '../support/eager-sweeper.ts'
import { Job, jobs, Report } from '../support/jobs.ts'
import { movedClock } from '../support/moved-clock.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'
import { unrenewed } from '../support/unrenewed.ts'

afterEach(() => onWritePoint(undefined))

test('sweeper: a duty that takes long does not delay the others of the same process', async () => {
  await using context = await testLoom(unrenewed)
  await using raw = await rawDatabase(context)
  const [job] = jobs(1)
  const delayed = Report({}, { delay: '1h' })
  await context.loom.push([job!, delayed])
  await context.loom.pop(Job)
  await raw.tasks.updateOne({ _id: delayed.id }, { $set: { dueAt: new Date(0) } })
  const [isHeld, mayGoOn] = [deferred(), deferred()]
  onWritePoint((point) => {
    if (point !== 'sweep.promote') return undefined
    isHeld.resolve()
    return mayGoOn.promise
  })
  const times = { ...eager.times, renewal: '20ms' } as const
  await using _sweeping = await testLoom({ ...eager, times, database: context.database })
  await isHeld.promise
  await raw.tasks.updateOne({ _id: job!.id }, { $set: { 'lease.until': new Date(0) } })
  await context.waitFor(job!, 'CREATED')
  expect(await context.loom.get(delayed)).toMatchObject({ waitingFor: 'time' })
  mayGoOn.resolve()
})

const FanIn = defineTask({ name: 'fan-in', schema: z.null(), dependsOn: { jobs: allOf(Job) } })

test('sweeper: the walk finds a task that is stuck also where its hint says that there is more to wait for', async () => {
  using clock = movedClock()
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const fanIn = FanIn(null, { dependsOn: { jobs: jobs(20) } })
  await context.loom.push(fanIn)
  expect(await raw.task(fanIn.id)).toMatchObject({ remaining: 20 })
  await Promise.all((await context.loom.popMany(Job, 20)).map((task) => task.finish(1)))
  await context.untilResolved()
  await raw.tasks.updateOne(
    { _id: fanIn.id },
    { $set: { blocked: true, remaining: 5 }, $unset: { ready: '' } },
  )
  await context.sweep()
  clock.move(11_000)
  await context.sweep()
  expect(await context.loom.get(fanIn)).toMatchObject({ waitingFor: 'worker' })
  expect(await context.loom.healed()).toBe(1)
})
