import { setTimeout as delay } from 'node:timers/promises'

import type { LagWarning } from '@taskloom/sdk'
import { expect, test, vi } from 'vitest'

import { Job, jobs } from '../support/jobs.ts'
import { testLoom } from '../support/test-loom.ts'

/** Keeps the event loop of this process busy. */
function block(milliseconds: number): void {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}

/** A worker whose handler blocks the loop for as many milliseconds as its payload says. */
async function runBlocking(
  numbers: readonly number[],
  options: { readonly onWarning?: (warning: LagWarning) => void },
): Promise<void> {
  await using context = await testLoom({ times: { lease: '1500ms', renewal: '300ms' } })
  await context.loom.push(numbers.map((number) => Job({ number })))
  const worker = context.loom.worker(
    [
      Job.handle(async ({ payload }) => {
        block(payload.number)
        // The monitor's timer has its turn.
        await delay(200)
        return payload.number
      }),
    ],
    { concurrency: 1, ...options },
  )
  const running = worker.run()
  await context.untilIdle()
  await worker.stop()
  await running
}

test('lag: a handler that blocks the loop for longer than a renewal is warned of, with the longest block', async () => {
  const warnings: LagWarning[] = []
  await runBlocking([700, 500, 1_200], { onWarning: (warning) => warnings.push(warning) })
  // The second one was shorter than the first.
  expect(warnings.length).toBeGreaterThanOrEqual(2)
  const [first, last] = [warnings[0], warnings.at(-1)]
  expect(first?.longest).toBeGreaterThanOrEqual(500)
  expect(last?.longest).toBeGreaterThan(first?.longest ?? 0)
  expect(last?.code).toBe('EVENT_LOOP_LAG')
  expect(last?.message).toContain(`blocked for ${last?.longest} ms`)
  expect(last?.message).toContain('every 300 ms, for 1500 ms')
})

test('lag: without `onWarning` it is a warning of the process; one that throws changes nothing', async () => {
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  const said = (): string => warned.mock.calls.map(([text]) => String(text)).join(' ')
  try {
    await runBlocking([700], {})
    expect(said()).toContain('The event loop of this worker was blocked for')
    warned.mockClear()
    await runBlocking([700], {
      onWarning: () => {
        throw new Error('deaf')
      },
    })
    expect(said()).toContain('The `onWarning` of a worker threw: Error: deaf')
  } finally {
    warned.mockRestore()
  }
})

test('lag: a loop that is free is not warned of', async () => {
  const warnings: LagWarning[] = []
  await using context = await testLoom()
  const worker = context.loom.worker([Job.handle(() => delay(20, 1))], {
    onWarning: (warning) => warnings.push(warning),
  })
  const running = worker.run()
  await context.loom.push(jobs(20))
  await context.untilIdle()
  await worker.stop()
  await running
  expect(warnings).toEqual([])
})
