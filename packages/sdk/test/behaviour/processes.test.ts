import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { TaskNode } from '@taskloom/sdk'
import { expect, onTestFinished, test } from 'vitest'

import { Step } from '../support/definitions.ts'
import { startProcess, type TestProcess } from '../support/processes/child-process.ts'
import { effects, recordsOf, type Effect, type RunRecord } from '../support/processes/run-record.ts'
import { rawDatabase, type RawDatabase } from '../support/raw-database.ts'
import { sizeFor } from '../support/sizes.ts'
import { testLoom, topology, uri } from '../support/test-loom.ts'

/** Numbers that look random and are the same in every run (the generator is `mulberry32`). */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A DAG in which every task waits for up to three of the fifty before it. */
function randomDag(count: number): ReturnType<typeof Step>[] {
  const random = randomNumbers(20_240_917)
  const nodes: ReturnType<typeof Step>[] = []
  for (let index = 0; index < count; index += 1) {
    const picked = new Set(
      Array.from({ length: Math.floor(random() * 4) }, () => nodes[index - 1 - Math.floor(random() * 50)]),
    )
    const before = [...picked].filter((node) => node !== undefined)
    nodes.push(Step({ label: String(index) }, { dependsOn: { before } }))
  }
  return nodes
}

async function startWorkers(count: number, settings: object): Promise<TestProcess[]> {
  return Promise.all(
    Array.from({ length: count }, () => startProcess('worker', { uri, concurrency: 10, ...settings })),
  )
}

async function readRuns({ db }: RawDatabase, workers: readonly TestProcess[]): Promise<RunRecord[]> {
  const runs = await Promise.all(
    workers.map(({ pid }) => db.collection<RunRecord>(recordsOf(pid)).find().toArray()),
  )
  return runs.flat()
}

/** The runs that began before something that they wait for had ended, or without its result. */
function tooEarly(nodes: readonly TaskNode[], runs: readonly RunRecord[]): RunRecord[] {
  const dependencies = new Map(nodes.map((node) => [node.id, node.dependencies.map(({ id }) => id)]))
  const ends = new Map(runs.map(({ task, endedAt }) => [task, endedAt]))
  return runs.filter(({ task, before, startedAt }) => {
    const expected = dependencies.get(task) ?? []
    const isComplete = expected.toSorted().join(' ') === [...before].toSorted().join(' ')
    return !isComplete || expected.some((id) => (ends.get(id) ?? Number.POSITIVE_INFINITY) > startedAt)
  })
}

test('eight processes: they drain a random DAG, each task runs once and none before its dependencies', async () => {
  const full = topology === 'replica-set' ? 5_000 : 1_500
  const count = sizeFor('eight processes on a DAG', { full, fast: 300, slow: 120 })
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const nodes = randomDag(count)
  const workers = await startWorkers(8, { database: context.database, records: 'end' })
  try {
    const dag = await context.loom.push(nodes)
    expect(await dag.finished()).toMatchObject({ outcome: 'FINISHED', counts: { FINISHED: count } })
    expect(await Promise.all(workers.map((worker) => worker.stop()))).toEqual(workers.map(() => 0))
  } finally {
    await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()))
  }
  const runs = await readRuns(raw, workers)
  expect(new Set(runs.map(({ task }) => task)).size).toBe(count)
  expect(runs).toHaveLength(count)
  expect(runs.filter(({ attempt }) => attempt !== 1)).toEqual([])
  expect(tooEarly(nodes, runs)).toEqual([])
  // Nobody did it all: the processes shared the work.
  const shares = await Promise.all(workers.map(async (worker) => (await readRuns(raw, [worker])).length))
  expect(Math.min(...shares)).toBeGreaterThan(0)
  await context.advance('1m')
  await context.sweep()
  expect(await context.loom.healed()).toBe(0)
}, 300_000)

test('processes: the tasks of one that is killed in the middle run again elsewhere, with their effect once', async () => {
  const [held, count] = [5, 20]
  const times = { lease: '6s', sweepTick: '500ms' }
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const nodes = Array.from({ length: count }, (_, index) =>
    Step({ label: String(index) }, { dependsOn: { before: [] } }),
  )
  const dag = await context.loom.push(nodes)
  const settings = { uri, database: context.database, times }
  await using victim = await startProcess('worker', { ...settings, concurrency: held, records: 'hang' })
  for (let hanging = 0; hanging < held; hanging += 1) await victim.message('hanging')
  await using survivor = await startProcess('worker', { ...settings, concurrency: 10, records: 'once' })
  await victim.kill()
  expect(await dag.finished()).toMatchObject({ outcome: 'FINISHED', counts: { FINISHED: count } })
  await survivor.stop()

  const lost = (await readRuns(raw, [victim])).map(({ task }) => task)
  expect(lost.toSorted()).toEqual(
    nodes
      .slice(0, held)
      .map(({ id }) => id)
      .toSorted(),
  )
  for (const id of lost)
    expect(await context.loom.get(id)).toMatchObject({ attempt: 2, recoveries: 1, result: id })
  expect((await readRuns(raw, [survivor])).map(({ task }) => task).toSorted()).toEqual(
    nodes.map(({ id }) => id).toSorted(),
  )
  const done = await raw.db.collection<Effect>(effects).find().toArray()
  expect(done.map(({ times: often }) => often)).toEqual(nodes.map(() => 1))
  expect(await context.loom.healed()).toBe(held)
})

test('processes: a worker ends when it is stopped, and gives up when its parent is gone', async () => {
  await using context = await testLoom()
  const [stopped, orphaned] = await startWorkers(2, { database: context.database, records: 'end' })
  expect(await stopped?.stop()).toBe(0)
  orphaned?.disconnect()
  expect(await orphaned?.ended()).toBe(0)
})

test('processes: a script that pushes and pops ends by itself; no timer of the sweeper keeps it', async () => {
  await using context = await testLoom()
  await using script = await startProcess('script', { uri, database: context.database })
  expect(await script.ended()).toBe(0)
  expect(await context.loom.count(Step, { state: 'FINISHED' })).toBe(1)
})

test('processes: a handler that blocks its process beyond the lease is run elsewhere, and its late end is refused', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const folder = await mkdtemp(join(tmpdir(), 'taskloom-block-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const node = Step({ label: 'heavy' }, { dependsOn: { before: [] } })
  await context.loom.push(node)
  const times = { lease: '1s', sweepTick: '200ms' }
  const settings = { uri, database: context.database, times, concurrency: 5 }
  const blockedUntil = join(folder, 'go-on')
  await using blocked = await startProcess('worker', { ...settings, records: 'block', blockedUntil })
  await blocked.message('blocking')
  await using other = await startProcess('worker', { ...settings, records: 'once' })
  expect(await context.waitFor(node, 'FINISHED')).toMatchObject({ attempt: 2, recoveries: 1 })
  const settled = await raw.task(node.id)
  await writeFile(blockedUntil, '')
  // It ends in good order: what it comes to late is nobody's error.
  expect(await blocked.stop()).toBe(0)
  await other.stop()
  expect((await readRuns(raw, [blocked])).map(({ attempt }) => attempt)).toEqual([1])
  expect(await raw.task(node.id)).toMatchObject({
    state: 'FINISHED',
    attempt: 2,
    settledBy: settled.settledBy,
    settledAt: settled.settledAt,
  })
})
