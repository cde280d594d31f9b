import { MongoClient } from 'mongodb'
import { pino } from 'pino'
import { describe, expect, it, vi } from 'vitest'

import type { AuditEntry } from '../../server/index.ts'
import { openAudit } from '../../server/security/audit.ts'
import { Download } from '../support/definitions.ts'
import { newKey, runAction, untilEnded } from '../support/run-action.ts'
import { served } from '../support/served.ts'
import { uri } from '../support/test-loom.ts'

/** A logger that keeps what it is told. */
function keptLogger(level: string) {
  const lines: { readonly msg: string; readonly audit?: boolean }[] = []
  const write = (line: string): void => void lines.push(JSON.parse(line) as (typeof lines)[number])
  return { lines, logger: pino({ level }, { write }) }
}

const entry = { identity: 'ada', kind: 'cancel', stage: 'started' } as const

describe('the audit log', () => {
  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('the audit log is away')
      },
    ],
    ['rejects', () => Promise.reject(new Error('the audit log is away'))],
  ])('goes on when onAudit %s, which is logged', async (_how, hook) => {
    const { lines, logger } = keptLogger('info')
    openAudit(logger, hook)(entry)
    await vi.waitFor(() => {
      expect(lines).toMatchObject([
        { audit: true, msg: 'ada: cancel started' },
        { msg: 'onAudit failed', err: { message: 'the audit log is away' } },
      ])
    }, 30_000)
  })

  it.each([
    ['info', 1],
    ['warn', 1],
    ['error', 1],
    ['silent', 0],
  ])('is kept by a logger of the level %s: %i', (level, count) => {
    const { lines, logger } = keptLogger(level)
    openAudit(logger, undefined)(entry)
    expect(lines).toHaveLength(count)
  })

  it('tells which action was stopped, by whom', async () => {
    const entries: AuditEntry[] = []
    await using inspector = await served({ onAudit: (each) => entries.push(each) })
    const dag = await inspector.context.loom.push([Download({ url: 'a' }), Download({ url: 'b' })])
    const { body } = await inspector.api('startAction', {
      body: { kind: 'cancel', target: { dag: dag.id }, idempotencyKey: newKey() },
    })
    await inspector.api('stopAction', { id: body.id })
    await untilEnded(inspector, body.id)
    expect(entries).toContainEqual(
      expect.objectContaining({ kind: 'stop', stopped: 'cancel', identity: 'local', actionId: body.id }),
    )
  })

  it('tells how the creation of indexes ended', async () => {
    const entries: AuditEntry[] = []
    await using inspector = await served({ onAudit: (each) => entries.push(each) })
    expect((await inspector.api('createIndexes')).status).toBe(200)
    expect(entries).toMatchObject([
      { kind: 'create indexes', stage: 'started' },
      { kind: 'create indexes', stage: 'ended' },
    ])
    expect(entries[1]).not.toHaveProperty('error')
    entries.length = 0
    await using client = await new MongoClient(uri).connect()
    const tasks = client.db(inspector.context.database).collection('tasks')
    await tasks.dropIndex('inspect-ready')
    await tasks.createIndex({ name: 1 }, { name: 'inspect-ready' })
    const { status } = await inspector.api('createIndexes')
    expect(status).toBe(500)
    expect(entries).toMatchObject([
      { stage: 'started' },
      { stage: 'ended', error: expect.any(String) as string },
    ])
  })

  it('tells why an action failed', async () => {
    const entries: AuditEntry[] = []
    await using inspector = await served({ onAudit: (each) => entries.push(each) })
    const node = Download({ url: 'a' })
    await inspector.context.loom.push(node)
    const payload = { $oid: 'x' }
    await runAction(inspector, { kind: 'run', target: { tasks: [node.id] }, options: { payload } })
    expect(entries.at(-1)).toMatchObject({
      kind: 'run',
      stage: 'ended',
      error: expect.stringContaining('no Extended JSON') as string,
    })
  })
})
