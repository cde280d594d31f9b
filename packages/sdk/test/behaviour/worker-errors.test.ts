import { afterEach, expect, test } from 'vitest'

import { failing, repairDriver } from '../support/driver-faults.ts'
import { Job, jobs } from '../support/jobs.ts'
import { testLoom } from '../support/test-loom.ts'

afterEach(repairDriver)

function onError(): never {
  throw new Error('no log today')
}

/** The warnings of the process from here on, until it is disposed. */
function warnings(): { readonly heard: Error[]; [Symbol.dispose](): void } {
  const heard: Error[] = []
  const listen = (warning: Error): void => void heard.push(warning)
  process.on('warning', listen)
  return { heard, [Symbol.dispose]: () => void process.off('warning', listen) }
}

test('worker: without `onError` an error of the database is a warning of the process, and the work goes on', async () => {
  await using context = await testLoom()
  using warned = warnings()
  const [job] = jobs(1)
  failing('findOneAndUpdate', { isWritten: false })
  await context.loom.push(job!)
  const worker = context.loom.worker([Job.handle(() => 1)])
  const working = worker.run()
  await context.waitFor(job!, 'FINISHED')
  await worker.stop()
  await working
  expect(warned.heard.map(({ message }) => message)).toEqual([
    'A worker could not reach its database, and tries again: MongoNetworkError: connection reset by the test',
  ])
})

test('worker: an `onError` that throws is warned of, and the work goes on', async () => {
  await using context = await testLoom()
  using warned = warnings()
  const [job] = jobs(1)
  failing('findOneAndUpdate', { isWritten: false })
  await context.loom.push(job!)
  const worker = context.loom.worker([Job.handle(() => 1)], { onError })
  const working = worker.run()
  await context.waitFor(job!, 'FINISHED')
  await worker.stop()
  await working
  expect(warned.heard.map(({ message }) => message)).toContain(
    'The `onError` of a worker threw: Error: no log today',
  )
})
