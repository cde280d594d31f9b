import { describe, expect, it } from 'vitest'

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

  it('takes a hundred of them at most', async () => {
    await using inspector = await served()
    const dags = Array.from({ length: 101 }, (_, place) => `dag-${place}`)
    const { code } = await inspector.api('previewAction', { body: { kind: 'cancel', target: { dags } } })
    expect(code).toBe('INVALID_REQUEST')
  })
})
