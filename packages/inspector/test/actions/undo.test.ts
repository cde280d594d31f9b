import { Priority, type TaskNode } from '@taskloom/sdk'
import { describe, expect, it } from 'vitest'

import type { AuditEntry } from '../../server/index.ts'
import type { BodyOf, ResponseOf } from '../../shared/contract.ts'
import { Download, Resize } from '../support/definitions.ts'
import { EventStream } from '../support/event-stream.ts'
import { newKey, runAction, untilEnded } from '../support/run-action.ts'
import { served, type Served, type ServedOptions } from '../support/served.ts'

type Job = ResponseOf<'action'>

const url = 'https://example.org'

function undoOf({ id }: Job): { kind: 'undo'; target: { action: string } } {
  return { kind: 'undo', target: { action: id } }
}

async function statesOf({ context }: Served, nodes: readonly TaskNode[]): Promise<(string | undefined)[]> {
  return Promise.all(nodes.map(async (node) => (await context.loom.get(node))?.state))
}

/** A download and an image that waits for it. */
async function pushPair({ context }: Served): Promise<[TaskNode, TaskNode]> {
  const source = Download({ url })
  const image = Resize({ width: 1 }, { dependsOn: { source } })
  await context.loom.push(image)
  return [source, image]
}

function cancel(inspector: Served, nodes: readonly TaskNode[]): Promise<Job> {
  return runAction(inspector, { kind: 'cancel', target: { tasks: nodes.map(({ id }) => id) } })
}

/** May look, and do what the request says. */
const auth: ServedOptions['auth'] = (request) => ({
  name: 'somebody',
  permissions: ['view', ...((request.get('x-may') ?? '').split(',') as ['cancel'])],
})

describe('undo', () => {
  it('brings back what was cancelled before it started, with what depends on it; and is written down', async () => {
    const entries: AuditEntry[] = []
    await using inspector = await served({ onAudit: (entry) => entries.push(entry) })
    const pair = await pushPair(inspector)
    const job = await cancel(inspector, pair.slice(0, 1))
    expect(job.undoMilliseconds).toBeGreaterThan(50_000)
    expect(await statesOf(inspector, pair)).toEqual(['CANCELLED', 'CANCELLED'])
    const { body: preview } = await inspector.api('previewAction', { body: undoOf(job) })
    expect(preview).toEqual({
      matched: 1,
      isCapped: false,
      changes: { cancelled: 1 },
      cascade: { cancelled: 1 },
      skipped: [],
      sentence: 'Undo of Cancel: 1 task.',
    })
    const undone = await runAction(inspector, undoOf(job))
    expect(undone).toMatchObject({
      kind: 'undo',
      state: 'done',
      done: 1,
      total: 1,
      outcomes: [
        { outcome: 'changed', count: 1 },
        { outcome: 'changed with them', count: 1 },
      ],
      failures: [],
    })
    expect(undone.undoMilliseconds).toBeUndefined()
    expect(await statesOf(inspector, pair)).toEqual(['CREATED', 'CREATED'])
    expect(entries.slice(2)).toMatchObject([
      { kind: 'undo', stage: 'started', target: { action: job.id }, identity: 'local' },
      { kind: 'undo', stage: 'ended', target: { action: job.id }, counts: { changed: 1 } },
    ])
  })

  it('gives each task the priority back that it had', async () => {
    await using inspector = await served()
    const { LOW, MEDIUM, HIGH } = Priority
    const nodes = [LOW, MEDIUM, HIGH].map((priority) => Download({ url }, { priority }))
    const dag = await inspector.context.loom.push(nodes)
    const job = await runAction(inspector, {
      kind: 'priority',
      target: { dag: dag.id },
      options: { priority: 3 },
    })
    expect(await runAction(inspector, undoOf(job))).toMatchObject({
      done: 2,
      total: 2,
      outcomes: [{ outcome: 'changed', count: 2 }],
    })
    const found = await Promise.all(nodes.map((node) => inspector.context.loom.get(node)))
    expect(found.map((task) => task?.priority)).toEqual([LOW, MEDIUM, HIGH])
  })

  it('leaves alone what has changed since, which it says before and after', async () => {
    await using inspector = await served()
    const { loom } = inspector.context
    const nodes = ['a', 'b', 'c'].map((each) => Download({ url: each })) as [TaskNode, TaskNode, TaskNode]
    await loom.push(nodes)
    const job = await cancel(inspector, nodes)
    await loom.retry(nodes[0])
    await loom.delete(nodes[1])
    const { body } = await inspector.api('previewAction', { body: undoOf(job) })
    expect(body).toMatchObject({
      matched: 3,
      changes: { cancelled: 1 },
      skipped: [
        { reason: 'state changed meanwhile', count: 1 },
        { reason: 'not found', count: 1 },
      ],
    })
    expect(await runAction(inspector, undoOf(job))).toMatchObject({
      state: 'done',
      done: 3,
      total: 3,
      failures: [
        { id: nodes[0].id, reason: 'state changed meanwhile' },
        { id: nodes[1].id, reason: 'not found' },
      ],
    })
    expect(await statesOf(inspector, nodes)).toEqual(['CREATED', undefined, 'CREATED'])
  })

  it('is done once: under its key, and in all', async () => {
    await using inspector = await served()
    const [node] = await pushPair(inspector)
    const job = await cancel(inspector, [node])
    const body: BodyOf<'startAction'> = { ...undoOf(job), idempotencyKey: newKey() }
    const answers = await Promise.all([1, 2].map(() => inspector.api('startAction', { body })))
    const ids = new Set(answers.map(({ body: { id } }) => id))
    expect(ids.size).toBe(1)
    for (const id of ids) expect(await untilEnded(inspector, id)).toMatchObject({ state: 'done' })
    expect((await inspector.api('action', { id: job.id })).body.undoMilliseconds).toBeUndefined()
    expect(await runAction(inspector, undoOf(job))).toMatchObject({
      state: 'failed',
      error: 'This action cannot be undone.',
    })
    expect((await inspector.api('previewAction', { body: undoOf(job) })).code).toBe('CONFLICT')
  })

  it('is told on the live stream when it is no longer there', async () => {
    await using inspector = await served()
    const [node] = await pushPair(inspector)
    const job = await cancel(inspector, [node])
    await using stream = await EventStream.open(`${inspector.url}/api/events?topics=action:${job.id}`)
    await runAction(inspector, undoOf(job))
    await stream.next('action', ({ undoMilliseconds }) => undoMilliseconds === undefined)
  })
})

describe('undo is not offered', () => {
  it('for what had started', async () => {
    await using inspector = await served()
    const { loom } = inspector.context
    const [running, plain] = [Download({ url: 'a' }), Download({ url: 'b' })]
    await loom.push([running, plain])
    await loom.pop(Download)
    expect((await cancel(inspector, [running, plain])).undoMilliseconds).toBeUndefined()
  })

  it('for other actions, and for those that changed nothing', async () => {
    await using inspector = await served()
    const [node] = await pushPair(inspector)
    const target = { tasks: [node.id] }
    const jobs = [
      await runAction(inspector, { kind: 'extend', target, options: { by: 1_000 } }),
      await runAction(inspector, { kind: 'priority', target, options: { priority: 2 } }),
      await runAction(inspector, { kind: 'delete', target }),
      await cancel(inspector, [node]),
    ]
    expect(jobs.filter(({ undoMilliseconds }) => undoMilliseconds !== undefined)).toEqual([])
    expect(await runAction(inspector, undoOf(jobs[0]!))).toMatchObject({ state: 'failed' })
  })

  it('to those who may not do what it does', async () => {
    await using inspector = await served({ auth })
    const [node] = await pushPair(inspector)
    const send = (body: Omit<BodyOf<'startAction'>, 'idempotencyKey'>, may: string) =>
      inspector.api('startAction', {
        body: { ...body, idempotencyKey: newKey() },
        headers: { 'x-may': may },
      })
    const started = await send({ kind: 'cancel', target: { tasks: [node.id] } }, 'cancel')
    const job = await untilEnded(inspector, started.body.id)
    expect(job.undoMilliseconds).toBeGreaterThan(0)
    expect((await send(undoOf(job), 'cancel,edit')).code).toBe('FORBIDDEN')
    const undone = await send(undoOf(job), 'retry')
    expect(undone.status).toBe(202)
    const stop = { id: undone.body.id, headers: { 'x-may': 'edit' } }
    expect((await inspector.api('stopAction', stop)).code).toBe('FORBIDDEN')
    expect(await untilEnded(inspector, undone.body.id)).toMatchObject({ state: 'done' })
  })

  it('for what is no action, and takes nothing else', async () => {
    await using inspector = await served()
    const unknown = { kind: 'undo', target: { action: 'nobody' } } as const
    expect((await inspector.api('previewAction', { body: unknown })).code).toBe('NOT_FOUND')
    const [node] = await pushPair(inspector)
    const job = await cancel(inspector, [node])
    const mistaken: BodyOf<'previewAction'>[] = [
      { kind: 'undo', target: { tasks: [node.id] } },
      { kind: 'retry', target: { action: job.id } },
    ]
    for (const body of mistaken)
      expect((await inspector.api('previewAction', { body })).code).toBe('INVALID_REQUEST')
  })
})
