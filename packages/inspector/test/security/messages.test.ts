import request from 'supertest'
import { describe, expect, it, vi } from 'vitest'

import type { RedactPlace } from '../../server/index.ts'
import { withheld } from '../../server/security/redact.ts'
import { Download } from '../support/definitions.ts'
import { EventStream } from '../support/event-stream.ts'
import { served, type Served, type ServedOptions } from '../support/served.ts'

interface WithFailure extends Served {
  readonly failed: string
  readonly running: string
  readonly dagId: string
}

const thrown = { password: 'hunter2', page: 'x'.repeat(300) }

/** A DAG of which one task failed with a secret in what was thrown, and another says one of how far it is. */
async function servedWithFailure(options: ServedOptions = {}): Promise<WithFailure> {
  const inspector = await served(options)
  const { loom } = inspector.context
  const retry = { attempts: 2, delay: 0 }
  const [failing, running] = [Download({ url: 'a' }, { retry }), Download({ url: 'b' })]
  const dag = await loom.push([failing, running])
  for (const task of await loom.popMany([Download], 2))
    if (task.id === running.id) task.progress(0.5, '{"step":1,"token":"hunter1"}')
    else await task.fail(thrown)
  await inspector.context.advance('1s')
  await inspector.context.sweep()
  await (await loom.pop(Download))?.fail(thrown)
  await inspector.context.untilResolved()
  await vi.waitFor(async () => expect((await loom.get(running))?.progress).toBeDefined(), { timeout: 30_000 })
  return Object.assign(inspector, { failed: failing.id, running: running.id, dagId: dag.id })
}

/** Whatever leaves the process of these tasks. */
async function everything({ api, app, failed, running, dagId }: WithFailure): Promise<string> {
  const answers = [
    await api('tasks', {}),
    await api('task', { id: failed }),
    await api('task', { id: running }),
    await api('taskEvents', { id: failed }),
    await api('taskNeighbours', { id: failed }),
    await api('stats'),
    await api('dag', { id: dagId }),
    await api('tasksExport', {}),
    await api('search', { query: { q: failed } }),
  ]
  for (const { status } of answers) expect(status).toBe(200)
  const csv = await request(app).get('/api/tasks/export?format=csv').expect(200)
  return JSON.stringify([...answers.map(({ body }) => body), csv.text])
}

describe('the secrets in errors and messages of progress', () => {
  it('are withheld wherever they leave, as far as they stand in JSON', async () => {
    await using inspector = await servedWithFailure()
    const text = await everything(inspector)
    expect(text).not.toContain('hunter')
    const { body } = await inspector.api('task', { id: inspector.failed })
    expect(body.attempts).toHaveLength(1)
    expect(body.failure?.message).toMatch(new RegExp(`^{"password":"${withheld}","page":"xxx`))
    expect(body.explanation).toContain(`{"password":"${withheld}"`)
    const { body: running } = await inspector.api('task', { id: inspector.running })
    expect(running.task.progress).toEqual({ fraction: 0.5, message: `{"step":1,"token":"${withheld}"}` })
  })

  it('are withheld on the live stream', async () => {
    await using inspector = await served()
    const { loom } = inspector.context
    await using stream = await EventStream.open(`${inspector.url}/api/events?topics=tasks,stats`)
    await stream.next('hello')
    await loom.push(Download({ url: 'a' }))
    const task = await loom.pop(Download)
    await task?.fail({ password: 'hunter2' })
    const { data } = await stream.next('tasks', ({ tasks }) => tasks.some(({ view }) => view === 'failed'))
    expect(data.tasks.at(-1)?.error).toBe(`{"password":"${withheld}"}`)
    await stream.next('stats', ({ errors }) => errors.length > 0)
    expect(JSON.stringify(stream.events)).not.toContain('hunter')
  })

  it('are whatever the hook says, which is asked about every text', async () => {
    const places: RedactPlace[] = []
    await using inspector = await servedWithFailure({
      redact: (value, place) => {
        places.push(place)
        if (place.part === 'progress') return undefined
        return place.part === 'error' ? `what ${place.task.name} said` : value
      },
    })
    expect(await everything(inspector)).not.toContain('hunter')
    const { body } = await inspector.api('task', { id: inspector.failed })
    expect(body).toMatchObject({
      failure: { message: 'what download said' },
      explanation: 'It is FAILED: what download said',
    })
    const { body: events } = await inspector.api('taskEvents', { id: inspector.failed })
    expect(events.at(-1)?.text).toBe('Failed: what download said')
    const { body: running } = await inspector.api('task', { id: inspector.running })
    expect(running.task.progress?.message).toBe(withheld)
    for (const { part, task } of places.filter(({ part }) => part === 'error' || part === 'progress'))
      expect([part, task.name, Object.keys(task)]).toEqual([part, 'download', ['id', 'name']])
  })
})
