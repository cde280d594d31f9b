import { connect } from '@taskloom/sdk'
import { createTestLoom, onWritePoint, writePoints } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'

import { Step } from '../support/definitions.ts'
import { AfterJob, Job, jobs } from '../support/jobs.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom, uri } from '../support/test-loom.ts'

afterEach(() => onWritePoint(undefined))

async function databaseNames(): Promise<string[]> {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { databases } = await raw.db.admin().listDatabases()
  return databases.map(({ name }) => name)
}

test('testing: every test has a database of its own, which is dropped at the end', async () => {
  let [one, other] = ['', '']
  {
    await using first = await createTestLoom({ uri })
    await using second = await createTestLoom({ uri })
    ;[one, other] = [first.database, second.database]
    await first.loom.push(jobs(1))
    expect(await second.loom.count(Job)).toBe(0)
    expect(await databaseNames()).toContain(one)
  }
  expect(one).not.toBe(other)
  const left = await databaseNames()
  expect(left).not.toContain(one)
  expect(left).not.toContain(other)
})

test('testing: a database that was given is not dropped', async () => {
  await using context = await testLoom()
  await context.loom.push(jobs(1))
  {
    await using guest = await testLoom({ database: context.database })
    expect(await guest.loom.count(Job)).toBe(1)
  }
  expect(await context.loom.count(Job)).toBe(1)
})

test('testing: the database is dropped although the loom was closed by the test', async () => {
  const context = await testLoom()
  await context.loom.push(jobs(1))
  await context.loom.close()
  await context[Symbol.asyncDispose]()
  expect(await databaseNames()).not.toContain(context.database)
})

test('testing: nothing sweeps by itself, and sweep() does every duty once', async () => {
  await using context = await testLoom()
  const expiring = Job({ number: 1 }, { expiresIn: '1h' })
  await context.loom.push(expiring, { keepFor: '1d' })
  await context.advance('2h')
  expect(await context.loom.get(expiring)).toMatchObject({ state: 'CREATED' })
  await context.sweep()
  expect(await context.loom.get(expiring)).toMatchObject({ state: 'EXPIRED' })
})

test('testing: advance() moves every stored time on, and refuses what is no duration', async () => {
  await using context = await testLoom()
  const [node] = jobs(1)
  await context.loom.push(node!)
  const before = await context.loom.get(node!)
  await context.advance('90s')
  await context.advance(500)
  const after = await context.loom.get(node!)
  expect(Number(before?.expiresAt) - Number(after?.expiresAt)).toBe(90_500)
  // @ts-expect-error: JavaScript may pass anything
  await expect(async () => context.advance('a while')).rejects.toMatchObject({ code: 'INVALID_OPTION' })
})

test('testing: untilResolved() waits for everything that followed from a settle of this process', async () => {
  await using context = await testLoom()
  const links = [Step({ label: '0' }, { dependsOn: { before: [] } })]
  for (let index = 1; index < 10; index += 1)
    links.push(Step({ label: String(index) }, { dependsOn: { before: [links[index - 1]!] } }))
  const dag = await context.loom.push(links)
  await (await context.loom.pop(Step))?.fail('no')
  await context.untilResolved()
  expect(await dag.counts()).toMatchObject({ FAILED: 10 })
})

test('testing: untilIdle() waits for what other processes run', async () => {
  await using context = await testLoom()
  await using loom = await connect({ uri, database: context.database })
  const [job] = jobs(1)
  const after = AfterJob({}, { dependsOn: { job: job! } })
  await context.loom.push(after)
  const worker = loom.worker([
    Job.handle(async () => {
      await new Promise((resolve) => setTimeout(resolve, 50))
      return 1
    }),
    AfterJob.handle(({ dependencies }) => dependencies.job),
  ])
  const running = worker.run()
  await context.untilIdle()
  expect(await context.loom.get(after)).toMatchObject({ state: 'FINISHED', result: 1 })
  await worker.stop()
  await running
})

test('testing: untilIdle() does not wait for tasks that nobody can run yet', async () => {
  await using context = await testLoom()
  const [job] = jobs(1)
  await context.loom.push(AfterJob({}, { dependsOn: { job: job! } }))
  const task = await context.loom.pop(Job)
  await using raw = await rawDatabase(context)
  await raw.tasks.updateOne(
    { _id: task!.id },
    { $set: { state: 'CREATED', dueAt: new Date(Date.now() + 60_000) }, $unset: { lease: '' } },
  )
  await context.untilIdle()
  expect(await context.loom.count(AfterJob, { state: 'CREATED' })).toBe(1)
})

test('testing: waitFor() resolves at once, or when the task gets there, and takes nodes and ids', async () => {
  await using context = await testLoom()
  const [node] = jobs(1)
  await context.loom.push(node!)
  expect(await context.waitFor(node!, 'CREATED')).toMatchObject({ id: node!.id })
  const waiting = context.waitFor(node!.id, 'FINISHED')
  await (await context.loom.pop(Job))?.finish(3)
  expect(await waiting).toMatchObject({ result: 3 })
  expect(await context.waitFor(Job.id(node!.id), 'FINISHED')).toMatchObject({ result: 3 })
})

test('testing: waitFor() rejects when the task ends otherwise, or does not exist', async () => {
  await using context = await testLoom()
  const [node, stranger] = jobs(2)
  await context.loom.push(node!)
  await (await context.loom.pop(Job))?.fail(new Error('out of paper'))
  await expect(context.waitFor(node!, 'FINISHED')).rejects.toThrow(/FAILED.*out of paper/)
  await expect(context.waitFor(stranger!, 'FINISHED')).rejects.toThrow('There is no task')
})

test('testing: onWritePoint() is called before every write, by a name of the list, until it is taken away', async () => {
  await using context = await testLoom()
  const seen: string[] = []
  onWritePoint((point) => void seen.push(point))
  const [job] = jobs(1)
  await context.loom.push([job!, AfterJob({}, { dependsOn: { job: job! } })])
  await (await context.loom.pop(Job))?.finish(1)
  await context.untilResolved()
  onWritePoint(undefined)
  await context.loom.delete(job!)
  expect(seen).toEqual(expect.arrayContaining(['push.record', 'push.open', 'claim.write', 'settle.write']))
  expect(seen).not.toContain('delete.mark')
  expect(seen.filter((point) => !writePoints.some((known) => known === point))).toEqual([])
})

test('testing: purePop() says what is ready by the rule alone, in claim order, and changes nothing', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const nodes = jobs(3)
  await context.loom.push([...nodes, AfterJob({}, { dependsOn: { job: nodes[0]! } })])
  await raw.tasks.updateOne({ _id: nodes[1]!.id }, { $unset: { ready: '' } })
  expect(await context.purePop(Job)).toEqual(nodes.map(({ id }) => id))
  expect(await context.purePop([Job, AfterJob])).toEqual(nodes.map(({ id }) => id))
  expect(await context.loom.count(Job, { state: 'CREATED' })).toBe(3)
})
