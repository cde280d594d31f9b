import { Priority, type TaskNode } from '@taskloom/sdk'
import { describe, expect, it } from 'vitest'

import type { AuditEntry } from '../../server/index.ts'
import { withheld } from '../../server/security/redact.ts'
import type { BodyOf } from '../../shared/contract.ts'
import { Album, Download, Resize } from '../support/definitions.ts'
import { EventStream } from '../support/event-stream.ts'
import { newKey, runAction, untilEnded } from '../support/run-action.ts'
import { served, type Served } from '../support/served.ts'

type Request = BodyOf<'previewAction'>

const url = 'https://example.org'

function downloads(count: number): ReturnType<typeof Download>[] {
  return Array.from({ length: count }, () => Download({ url }))
}

/** A download, an image that waits for it, and an album that waits for the image. */
async function pushChain({ context }: Served): Promise<[string, string, string]> {
  const source = Download({ url })
  const image = Resize({ width: 1 }, { dependsOn: { source } })
  const album = Album({ title: 'June' }, { dependsOn: { images: [image] } })
  await context.loom.push([source, image, album])
  return [source.id, image.id, album.id]
}

async function statesOf({ context }: Served, ids: readonly string[]): Promise<(string | undefined)[]> {
  return Promise.all(ids.map(async (id) => (await context.loom.get(id))?.state))
}

async function failOne({ context }: Served): Promise<void> {
  const task = await context.loom.pop(Download)
  await task?.fail(new Error('not today'))
  await context.untilResolved()
}

describe('an action', () => {
  it('says first what it would do, and then does that', async () => {
    await using inspector = await served()
    const chain = await pushChain(inspector)
    const request: Request = {
      kind: 'cancel',
      target: { tasks: [chain[0], 'nobody'] },
      options: { downstream: true },
    }
    const { body: preview } = await inspector.api('previewAction', { body: request })
    expect(preview).toMatchObject({
      matched: 2,
      isCapped: false,
      changes: { ready: 1 },
      cascade: { blocked: 2 },
      skipped: [{ reason: 'not found', count: 1 }],
      sentence: 'Cancel: 1 task. 2 more change with them.',
    })
    expect(await statesOf(inspector, chain)).toEqual(['CREATED', 'CREATED', 'CREATED'])
    const job = await runAction(inspector, request)
    expect(job).toMatchObject({
      state: 'done',
      done: 2,
      total: 2,
      failures: [{ id: 'nobody', reason: 'not found' }],
    })
    expect(await statesOf(inspector, chain)).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED'])
  })

  it('is for what a filter means, for a DAG, and for a definition', async () => {
    await using inspector = await served()
    const nodes = downloads(30)
    const dag = await inspector.context.loom.push(nodes.slice(0, 20))
    await inspector.context.loom.push(nodes.slice(20))
    expect(await runAction(inspector, { kind: 'cancel', target: { dag: dag.id } })).toMatchObject({
      state: 'done',
      outcomes: [{ outcome: 'changed', count: 20 }],
    })
    expect(
      await runAction(inspector, { kind: 'cancel', target: { filter: 'state:ready type:download' } }),
    ).toMatchObject({
      outcomes: [{ outcome: 'changed', count: 10 }],
    })
    await runAction(inspector, { kind: 'delete', target: { type: 'download' } })
    expect(await inspector.context.loom.count(Download)).toBe(0)
  })

  it('leaves alone what is in another state than was expected', async () => {
    await using inspector = await served()
    const [one, two] = downloads(2) as [TaskNode, TaskNode]
    await inspector.context.loom.push([one, two])
    await inspector.context.loom.pop(Download)
    const target = { tasks: [one.id, two.id] }
    const job = await runAction(inspector, { kind: 'cancel', target, expectedStates: ['ready'] })
    expect(job).toMatchObject({
      outcomes: [
        { outcome: 'state changed meanwhile', count: 1 },
        { outcome: 'changed', count: 1 },
      ],
      failures: [{ reason: 'state changed meanwhile' }],
    })
  })

  it('is done once for a key, whoever asks again; another action under it is a conflict', async () => {
    await using inspector = await served()
    const [node] = downloads(1) as [TaskNode]
    await inspector.context.loom.push(node)
    const body: BodyOf<'startAction'> = {
      kind: 'cancel',
      target: { tasks: [node.id] },
      idempotencyKey: newKey(),
    }
    const answers = await Promise.all([1, 2, 3].map(() => inspector.api('startAction', { body })))
    expect(new Set(answers.map(({ body: { id } }) => id)).size).toBe(1)
    const other = await inspector.api('startAction', { body: { ...body, kind: 'delete' } })
    expect([other.status, other.code]).toEqual([409, 'CONFLICT'])
    await untilEnded(inspector, answers[0]?.body.id ?? '')
  })

  it('tells how far it is, and stops when it is asked to', async () => {
    await using inspector = await served()
    const dag = await inspector.context.loom.push(downloads(3_000))
    const body: BodyOf<'startAction'> = { kind: 'cancel', target: { dag: dag.id }, idempotencyKey: newKey() }
    const started = await inspector.api('startAction', { body })
    await using stream = await EventStream.open(
      `${inspector.url}/api/events?topics=action:${started.body.id}`,
    )
    await stream.next('action', ({ done }) => done > 0)
    await inspector.api('stopAction', { id: started.body.id })
    const job = await untilEnded(inspector, started.body.id)
    const left = await inspector.context.loom.count(Download, { state: 'CREATED' })
    expect(job.state === 'cancelled' ? left > 0 : left === 0).toBe(true)
    expect(job.outcomes).toEqual([{ outcome: 'changed', count: 3_000 - left }])
  })

  it('is written down: who, what, and what came of it', async () => {
    const entries: AuditEntry[] = []
    await using inspector = await served({ onAudit: (entry) => entries.push(entry) })
    const [source] = await pushChain(inspector)
    await runAction(inspector, { kind: 'cancel', target: { tasks: [source] } })
    expect(entries).toMatchObject([
      { identity: 'local', kind: 'cancel', stage: 'started', target: { tasks: [source] } },
      { identity: 'local', kind: 'cancel', stage: 'ended', counts: { changed: 1 } },
    ])
  })

  it('is written down without the payload of a copy', async () => {
    const entries: AuditEntry[] = []
    await using inspector = await served({ onAudit: (entry) => entries.push(entry) })
    const [source] = await pushChain(inspector)
    const payload = { url, password: 'hunter2' }
    const job = await runAction(inspector, { kind: 'run', target: { tasks: [source] }, options: { payload } })
    expect(await inspector.context.loom.get(job.created[0] ?? '')).toMatchObject({ payload })
    expect(entries).toMatchObject([
      { kind: 'run', stage: 'started', options: { payload: withheld } },
      { kind: 'run', stage: 'ended', options: { payload: withheld } },
    ])
    expect(JSON.stringify(entries)).not.toContain('hunter2')
  })

  it.each([
    [{ kind: 'pause', target: { tasks: ['a'] } }, 'pause takes a DAG or a type'],
    [{ kind: 'priority', target: { tasks: ['a'] } }, 'options.priority is missing'],
    [{ kind: 'extend', target: { tasks: ['a'] } }, 'options.by is missing'],
    [{ kind: 'run', target: { dag: 'a' } }, 'run takes one task'],
  ] as const)('%o lacks something', async (body, sentence) => {
    await using inspector = await served()
    const answer = await inspector.api('previewAction', { body: body as never })
    expect(answer).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining(sentence) as string },
    })
  })
})

describe('the kinds', () => {
  it('retry: what failed runs again, with what failed because of it', async () => {
    await using inspector = await served()
    const chain = await pushChain(inspector)
    await failOne(inspector)
    expect(await statesOf(inspector, chain)).toEqual(['FAILED', 'FAILED', 'FAILED'])
    const request: Request = { kind: 'retry', target: { tasks: [chain[0]] } }
    const { body } = await inspector.api('previewAction', { body: request })
    expect(body).toMatchObject({ changes: { failed: 1 }, cascade: { 'failed-upstream': 2 } })
    await runAction(inspector, request)
    expect(await statesOf(inspector, chain)).toEqual(['CREATED', 'CREATED', 'CREATED'])
  })

  it('rerun: what finished runs again, with all that depends on it', async () => {
    await using inspector = await served()
    const chain = await pushChain(inspector)
    const task = await inspector.context.loom.pop(Download)
    await task?.finish({ path: 'a' })
    await inspector.context.untilResolved()
    await runAction(inspector, { kind: 'rerun', target: { tasks: [chain[0]] } })
    expect(await statesOf(inspector, chain)).toEqual(['CREATED', 'CREATED', 'CREATED'])
  })

  it('priority, extend and requeue', async () => {
    await using inspector = await served()
    const node = Download({ url }, { delay: '1h' })
    await inspector.context.loom.push(node)
    const before = await inspector.context.loom.get(node)
    const target = { tasks: [node.id] }
    await runAction(inspector, { kind: 'priority', target, options: { priority: 3 } })
    await runAction(inspector, { kind: 'extend', target, options: { by: 60_000 } })
    expect(await runAction(inspector, { kind: 'requeue', target })).toMatchObject({ failures: [] })
    const after = await inspector.context.loom.get(node)
    expect(after?.priority).toBe(Priority.HIGH)
    expect((after?.expiresAt.getTime() ?? 0) - (before?.expiresAt.getTime() ?? 0)).toBe(60_000)
    expect(after?.dueAt).toBeUndefined()
  })

  it('pause and resume, of a definition and of a DAG', async () => {
    await using inspector = await served()
    const dag = await inspector.context.loom.push(downloads(2))
    for (const target of [{ type: 'download' }, { dag: dag.id }]) {
      const { body } = await inspector.api('previewAction', { body: { kind: 'pause', target } })
      expect(body.sentence).toMatch(/^Nothing of .* is claimed any more; what runs goes on\.$/)
      expect(await runAction(inspector, { kind: 'pause', target })).toMatchObject({ state: 'done' })
      expect([target, (await inspector.context.loom.pop(Download))?.id]).toEqual([target, undefined])
      await runAction(inspector, { kind: 'resume', target })
      expect(await inspector.context.loom.pop(Download)).not.toBeNull()
    }
  })

  it('run: a copy with another payload, which its schema checks', async () => {
    await using inspector = await served({ definitions: [Download, Resize] })
    const [source, image] = await pushChain(inspector)
    const job = await runAction(inspector, {
      kind: 'run',
      target: { tasks: [image] },
      options: { payload: { width: { $numberInt: '7' } } },
    })
    expect(job).toMatchObject({ state: 'done', created: [expect.any(String) as string] })
    const copy = await inspector.context.loom.get(job.created[0] ?? '')
    expect(copy).toMatchObject({ payload: { width: 7 }, dependencies: [{ group: 'source', id: source }] })
    const wrong = await runAction(inspector, {
      kind: 'run',
      target: { tasks: [image] },
      options: { payload: { width: 'x' } },
    })
    expect(wrong).toMatchObject({ state: 'failed', error: expect.stringContaining('width') as string })
  })

  it.each([
    [{ url: withheld }, 'values that were withheld'],
    [{ url: { $oid: 'x' } }, 'no Extended JSON'],
  ])('run refuses %o', async (payload, sentence) => {
    await using inspector = await served({ definitions: [Download] })
    const [source] = await pushChain(inspector)
    const job = await runAction(inspector, { kind: 'run', target: { tasks: [source] }, options: { payload } })
    expect(job).toMatchObject({ state: 'failed', error: expect.stringContaining(sentence) as string })
  })

  it('run goes without the definition: then only a worker checks the payload, which is said', async () => {
    await using inspector = await served()
    const [source, image] = await pushChain(inspector)
    const target = { tasks: [image] }
    const { body } = await inspector.api('previewAction', { body: { kind: 'run', target } })
    expect(body.sentence).toContain('The schema of resize is not known here')
    const job = await runAction(inspector, { kind: 'run', target, options: { payload: { width: 'x' } } })
    expect(job).toMatchObject({ state: 'done', created: [expect.any(String) as string] })
    expect(await inspector.context.loom.get(job.created[0] ?? '')).toMatchObject({
      name: 'resize',
      payload: { width: 'x' },
      dependencies: [{ group: 'source', id: source }],
    })
  })
})
