import { openInspection } from '@taskloom/sdk/inspect'
import { expect, test } from 'vitest'

import { heardLoom } from '../support/commands.ts'
import { Job } from '../support/jobs.ts'
import { testLoom, topology } from '../support/test-loom.ts'

test.runIf(topology === 'replica-set')(
  'inspection: what stands by itself is read where it is told to, what follows from other answers on the primary',
  async () => {
    await using context = await testLoom()
    await using user = await heardLoom(context)
    const job = Job({ number: 1 })
    const { id: dagId } = await user.loom.push([job])
    const inspection = openInspection(user.loom, { readPreference: 'secondaryPreferred' })

    const readsOf = async (read: () => Promise<unknown>): Promise<unknown[]> => {
      const before = user.sent('find', 'aggregate').length
      await read()
      const sent = user.sent('find', 'aggregate').slice(before)
      return sent.filter(({ find, aggregate }) => (find ?? aggregate) === 'tasks')
    }

    const elsewhere = { $readPreference: { mode: 'secondaryPreferred' } }
    for (const read of [
      () => inspection.tasks({ selection: { views: ['ready'] } }),
      () => inspection.countTasks({}),
      () => inspection.dagTimeline(dagId),
    ]) {
      const reads = await readsOf(read)
      expect(reads.length).toBeGreaterThan(0)
      for (const each of reads) expect(each).toMatchObject(elsewhere)
    }
    for (const read of [
      () => inspection.task(job.id),
      () => inspection.taskRows([job.id]),
      () => inspection.stats(),
      () => inspection.dag(dagId),
      () => inspection.tasks({ isLatest: true }),
      () => inspection.taskIds({ dagId }, { limit: 10 }),
      () => inspection.dagVersion(dagId),
      () => inspection.dagGraph(dagId, { limit: 10 }),
    ]) {
      const reads = await readsOf(read)
      expect(reads.length).toBeGreaterThan(0)
      for (const each of reads) expect(each).not.toMatchObject(elsewhere)
    }
  },
)
