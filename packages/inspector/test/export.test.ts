import { get, type IncomingMessage } from 'node:http'

import { describe, expect, it } from 'vitest'

import type { TaskRow } from '../client/api/wire.ts'
import { withheld } from '../server/security/redact.ts'
import { Cuttable } from './support/cuttable.ts'
import { Download } from './support/definitions.ts'
import { served, type Served } from './support/served.ts'
import { testLoom, uri } from './support/test-loom.ts'

/** More than two pages of the list that the server reads. */
const many = 450

async function push(inspector: Served, count: number): Promise<string[]> {
  const nodes = Array.from({ length: count }, (_, place) =>
    Download({ url: `https://example.org/${place}`, password: 'hunter2' }),
  )
  await inspector.context.loom.push(nodes)
  return nodes.map(({ id }) => id)
}

/** Far more than what lies in the buffers between server and browser. */
const largeCount = 400

async function pushLarge(loom: Served['context']['loom']): Promise<void> {
  const url = `https://example.org/${'x'.repeat(60_000)}`
  await loom.push(Array.from({ length: largeCount }, () => Download({ url })))
}

/** Resolves when a number is the same three times. */
async function untilSteady(read: () => Promise<number>): Promise<void> {
  const seen: number[] = []
  while (seen.length < 3 || new Set(seen.slice(-3)).size > 1) seen.push(await read())
}

function rowsOf(text: string): (TaskRow & { payload?: unknown; result?: unknown })[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TaskRow)
}

describe('the export of a list', () => {
  it('has every task of the filter once, in the order of the list', async () => {
    await using inspector = await served()
    const ids = await push(inspector, many)
    for (const sort of ['-updated', 'updated', '-created', 'created', 'expires', undefined]) {
      const query = sort === undefined ? {} : { sort }
      const { status, body } = await inspector.api('tasksExport', { query })
      expect(status).toBe(200)
      expect(
        rowsOf(body)
          .map(({ id }) => id)
          .toSorted(),
      ).toEqual(ids.toSorted())
    }
    const { body: page } = await inspector.api('tasks', { query: { sort: '-created', limit: 200 } })
    const { body } = await inspector.api('tasksExport', { query: { sort: '-created' } })
    expect(rowsOf(body).slice(0, 200)).toEqual(page.items)
  })

  it('has nothing that the filter leaves out, and is empty when nothing fits', async () => {
    await using inspector = await served()
    await push(inspector, 3)
    const { body } = await inspector.api('tasksExport', { query: { q: 'state:failed' } })
    expect(body).toBe('')
    const csv = await inspector.api('tasksExport', { query: { q: 'state:failed', format: 'csv' } })
    expect(csv.body.split('\r\n')).toEqual([expect.stringMatching(/^id,dag,type,state,/), ''])
    expect((await inspector.api('tasksExport', { query: { q: 'state:ready' } })).body).not.toBe('')
  })

  it('is a file of its own type, which no browser shows in place', async () => {
    await using inspector = await served()
    for (const [format, type] of [
      ['csv', 'text/csv; charset=utf-8'],
      ['ndjson', 'application/x-ndjson; charset=utf-8'],
    ] as const) {
      const { headers } = await inspector.api('tasksExport', { query: { format } })
      expect(headers.get('content-type')).toBe(type)
      expect(headers.get('content-disposition')).toMatch(
        new RegExp(`^attachment; filename=tasks-[-T0-9]+\\.${format}$`),
      )
    }
  })

  it('tells what is wrong as a problem, before the file begins', async () => {
    await using inspector = await served()
    const codes = async (query: Record<string, string>) =>
      (await inspector.api('tasksExport', { query })).code
    expect(await codes({ q: 'state:purple' })).toBe('INVALID_FILTER')
    expect(await codes({ sort: 'name' })).toBe('SORT_NOT_OFFERED')
    expect(await codes({ q: 'type:download', sort: 'expires' })).toBe('SORT_NOT_OFFERED')
    expect(await codes({ format: 'xml' })).toBe('INVALID_REQUEST')
    expect(await codes({ cursor: 'x' })).toBe('INVALID_REQUEST')
  })

  it('reads nothing for a HEAD', async () => {
    await using inspector = await served()
    await push(inspector, 1)
    const answer = await fetch(`${inspector.url}/api/tasks/export`, { method: 'HEAD' })
    expect([answer.status, await answer.text()]).toEqual([200, ''])
  })

  it('is read no faster than it is taken, and no further when whoever asked goes away', async () => {
    await using inspector = await served()
    await pushLarge(inspector.context.loom)
    const answer = await begin(`${inspector.url}/api/tasks/export?payloads=true`)
    await new Promise((resolve) => answer.once('data', resolve))
    answer.pause()
    const reads = async () =>
      (await inspector.api('health')).body.queries.find(({ name }) => name === 'task values')?.count ?? 0
    await untilSteady(reads)
    expect(await reads()).toBeLessThan(largeCount / 10)
    answer.destroy()
    await untilSteady(reads)
    expect(await reads()).toBeLessThan(largeCount / 10)
  })
})

describe('payloads and results in an export', () => {
  it('are in it when asked for, without their secrets', async () => {
    await using inspector = await served()
    const { loom } = inspector.context
    await push(inspector, 25)
    const task = await loom.pop(Download)
    await task?.finish({ path: 'a', token: 'hunter3' })
    const { body } = await inspector.api('tasksExport', { query: { payloads: 'true' } })
    expect(body).not.toMatch(/hunter/)
    const rows = rowsOf(body)
    expect(rows).toHaveLength(25)
    expect(rows.every(({ payload }) => (payload as { password: string }).password === withheld)).toBe(true)
    expect(rows.filter(({ result }) => result !== undefined)).toMatchObject([
      { id: task?.id, result: { path: 'a', token: withheld } },
    ])
    const csv = await inspector.api('tasksExport', { query: { payloads: 'true', format: 'csv' } })
    expect(csv.body).not.toMatch(/hunter/)
    expect(csv.body).toMatch(/https:\/\/example.org\/7/)
  })

  it('are not in it otherwise', async () => {
    await using inspector = await served()
    await push(inspector, 1)
    const { body } = await inspector.api('tasksExport')
    expect(rowsOf(body)[0]).not.toHaveProperty('payload')
  })

  it('need their permission, and are given to nobody where they are hidden', async () => {
    await using viewer = await served({ permissions: ['view'] })
    const { status, code } = await viewer.api('tasksExport', { query: { payloads: 'true' } })
    expect([status, code]).toEqual([403, 'FORBIDDEN'])
    expect((await viewer.api('tasksExport')).status).toBe(200)
    await using hiding = await served({ hidePayloads: true })
    expect((await hiding.api('tasksExport', { query: { payloads: 'true' } })).code).toBe('FORBIDDEN')
  })
})

it('is cut, never ended, when the database goes away half-way', async () => {
  await using way = await Cuttable.to(uri)
  await using context = await testLoom({ uri: way.uri })
  await using inspector = await served({ context })
  await pushLarge(context.loom)
  const answer = await begin(`${inspector.url}/api/tasks/export?payloads=true`)
  await new Promise((resolve) => answer.once('data', resolve))
  answer.pause()
  await way.cut()
  const ended = new Promise<string>((resolve) => {
    answer.once('end', () => resolve('ended'))
    answer.once('error', () => resolve('cut'))
  })
  answer.resume()
  expect(await ended).toBe('cut')
  await way.mend()
})

function begin(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => void get(url, { agent: false }, resolve).once('error', reject))
}
