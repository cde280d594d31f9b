import { afterEach, describe, expect, it } from 'vitest'

import type { ActionJob } from './action-job.ts'
import { ActionJobs } from './action-jobs.ts'
import type { ActionRequest } from './assert-offered.ts'

const request = { kind: 'cancel', target: { ids: ['task'] }, options: {} } as unknown as ActionRequest
const ends: (() => void)[] = []

afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** An action that goes on until the test ends it. */
function endless(): Promise<void> {
  return new Promise((resolve) => void ends.push(resolve))
}

function start(jobs: ActionJobs, key: string, work: (job: ActionJob) => Promise<void>): string {
  return jobs.start({ owner: 'ada', key, request, permission: 'cancel' }, work).id
}

describe('actions', () => {
  it('run twenty at a time: one more is refused until one of them has ended', async () => {
    const jobs = new ActionJobs(() => undefined)
    const running = Array.from({ length: 20 }, (_, number) => start(jobs, `running ${number}`, endless))
    expect(() => start(jobs, 'one more', endless)).toThrow('20 actions run already.')
    expect(start(jobs, 'running 3', endless)).toBe(running[3])
    ends.shift()?.()
    await expect.poll(() => jobs.get(running[0] ?? '').isRunning, { timeout: 30_000 }).toBe(false)
    start(jobs, 'one more', endless)
  })

  it('are forgotten when 500 came after them, but not while they run', async () => {
    const jobs = new ActionJobs(() => undefined)
    const running = start(jobs, 'running', endless)
    const ended: string[] = []
    for (let number = 0; number < 501; number += 1) {
      ended.push(start(jobs, `ended ${number}`, async () => undefined))
      await Promise.resolve()
      await Promise.resolve()
    }
    expect(jobs.get(running).isRunning).toBe(true)
    expect(() => jobs.get(ended[0] ?? '')).toThrow(`There is no action ${ended[0]}.`)
    expect(jobs.get(ended[2] ?? '').isRunning).toBe(false)
    // Its key is free again.
    expect(start(jobs, 'ended 0', async () => undefined)).not.toBe(ended[0])
  })
})
