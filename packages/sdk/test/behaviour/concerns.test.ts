import { expect, test } from 'vitest'

import { heardLoom } from '../support/commands.ts'
import { AfterJob, Job } from '../support/jobs.ts'
import { testLoom, topology } from '../support/test-loom.ts'

test.runIf(topology === 'replica-set')(
  'concerns: what the engine relies on holds on a client of the user, whatever that says',
  async () => {
    await using context = await testLoom()
    await using user = await heardLoom(context, {
      w: 1,
      readConcernLevel: 'local',
      readPreference: 'secondaryPreferred',
    })
    const job = Job({ number: 1 })
    const after = AfterJob({}, { dependsOn: { job } })
    await user.loom.push([after])
    await (await user.loom.pop(Job))?.finish(1)
    await expect
      .poll(async () => (await context.loom.get(after))?.waitingFor, { timeout: 20_000 })
      .toBe('worker')

    const writes = user.sent('insert', 'update', 'findAndModify', 'delete')
    const reads = user.sent('find', 'aggregate')
    // Push, claim, settle and the resolver; the look of the pop and the judgement.
    expect(writes.length).toBeGreaterThan(4)
    expect(reads.length).toBeGreaterThan(1)
    for (const { writeConcern } of writes) expect(writeConcern).toMatchObject({ w: 'majority' })
    for (const { readConcern } of reads) expect(readConcern).toEqual({ level: 'majority' })
    for (const { $readPreference } of reads)
      expect($readPreference).not.toMatchObject({ mode: 'secondaryPreferred' })
  },
)
