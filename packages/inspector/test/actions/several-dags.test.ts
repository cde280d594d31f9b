import { openInspection, type Inspection } from '@taskloom/sdk/inspect'
import { describe, expect, it } from 'vitest'

import { ActionJob } from '../../server/actions/action-job.ts'
import { runAction as doAction } from '../../server/actions/run-action.ts'
import type { BodyOf } from '../../shared/contract.ts'
import { Download } from '../support/definitions.ts'
import { runAction } from '../support/run-action.ts'
import { served } from '../support/served.ts'

function downloads(count: number): ReturnType<typeof Download>[] {
  return Array.from({ length: count }, () => Download({ url: 'https://example.org' }))
}

describe('an action for several DAGs', () => {
  it('says what it would change in all of them, and then changes that', async () => {
    await using inspector = await served()
    const { loom } = inspector.context
    const sizes = [3, 5]
    const pushed = await Promise.all(sizes.map((size) => loom.push(downloads(size))))
    const dags = pushed.map(({ id }) => id)
    const request: BodyOf<'previewAction'> = {
      kind: 'cancel',
      target: { dags: [...dags, dags[0] ?? '', 'nobody'] },
    }
    const { body: preview } = await inspector.api('previewAction', { body: request })
    expect(preview).toMatchObject({
      matched: 8,
      changes: { ready: 8 },
      sentence: 'Cancel: 8 tasks of 3 DAGs.',
    })
    const job = await runAction(inspector, request)
    expect(job).toMatchObject({
      state: 'done',
      done: 3,
      total: 3,
      failures: [{ id: 'nobody', reason: 'DAG not found' }],
    })
    expect(job.outcomes).toContainEqual({ outcome: 'changed', count: 8 })
    const again = await runAction(inspector, { kind: 'cancel', target: { dags } })
    expect(again.failures.map(({ id }) => id)).toEqual(dags)
    expect(again.outcomes).toContainEqual({ outcome: 'tasks: is in another state', count: 8 })
  })

  it('retries what failed in them, pauses, resumes and deletes', async () => {
    await using inspector = await served()
    const { loom } = inspector.context
    const pushed = await Promise.all([1, 1].map((size) => loom.push(downloads(size))))
    const target = { dags: pushed.map(({ id }) => id) }
    for (const error of ['one', 'other']) await (await loom.pop(Download))?.fail(new Error(error))
    await inspector.context.untilResolved()
    expect(await runAction(inspector, { kind: 'retry', target })).toMatchObject({ failures: [] })
    await runAction(inspector, { kind: 'pause', target })
    expect(await loom.pop(Download)).toBeNull()
    await runAction(inspector, { kind: 'resume', target })
    expect(await loom.pop(Download)).not.toBeNull()
    expect(await runAction(inspector, { kind: 'delete', target })).toMatchObject({ failures: [] })
    expect(await loom.count(Download)).toBe(0)
  })

  it('pauses those that there are, and names the others', async () => {
    await using inspector = await served()
    const { id } = await inspector.context.loom.push(downloads(2))
    for (const kind of ['pause', 'resume'] as const) {
      const job = await runAction(inspector, { kind, target: { dags: ['nobody', id] } })
      expect(job).toMatchObject({
        state: 'done',
        done: 2,
        failures: [{ id: 'nobody', reason: 'DAG not found' }],
      })
      expect(job.outcomes).toContainEqual({ outcome: 'changed', count: 1 })
    }
  })

  it.each([
    [3, { state: 'cancelled', done: 1, total: 3 }],
    [1, { state: 'done', done: 1, total: 1 }],
  ])('pauses no more when it is stopped, and says so where something was left: %i', async (count, ended) => {
    await using inspector = await served()
    const { loom } = inspector.context
    const dags: string[] = []
    for (let place = 0; place < count; place += 1) dags.push((await loom.push(downloads(2))).id)
    const job = new ActionJob({ kind: 'pause', permission: 'pause' }, () => undefined)
    const reads = openInspection(loom)
    const taskIds: Inspection['taskIds'] = (query, options) => {
      job.stop()
      return reads.taskIds(query, options)
    }
    await doAction({
      open: { loom, inspection: { ...reads, taskIds } },
      job,
      request: { kind: 'pause', target: { dags }, options: {} },
      definitions: [],
      origin: undefined,
    })
    job.end()
    expect(job.describe()).toMatchObject(ended)
    expect((await loom.popMany(Download, 10)).length).toBe(2 * (count - 1))
  })

  it('takes a hundred of them at most', async () => {
    await using inspector = await served()
    const dags = Array.from({ length: 101 }, (_, place) => `dag-${place}`)
    const { code } = await inspector.api('previewAction', { body: { kind: 'cancel', target: { dags } } })
    expect(code).toBe('INVALID_REQUEST')
  })
})
