import type { EventFeed, LoomEvent } from '@taskloom/sdk'
import { expect, test } from 'vitest'

import { Step } from '../support/definitions.ts'
import { Job, jobs } from '../support/jobs.ts'
import { any } from '../support/matchers.ts'
import { testLoom, topology } from '../support/test-loom.ts'

/** Reads events until there is one that is meant; returns all of them. */
async function readUntil(feed: EventFeed, isLast: (event: LoomEvent) => boolean): Promise<LoomEvent[]> {
  const events: LoomEvent[] = []
  for (;;) {
    const { value } = await feed.next()
    if (value === undefined) throw new Error(`The feed ended: ${JSON.stringify(events)}`)
    events.push(value)
    if (isLast(value)) return events
  }
}

function ends(id: string): (event: LoomEvent) => boolean {
  return (event) => event.kind === 'settled' && event.id === id
}

test('events: a feed says what other processes do', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  await context.loom.push(Job({ number: 0 }))
  await using feed = await context.loom.events()
  const node = Job({ number: 1 })
  const dag = await other.loom.push(node)
  const events = await readUntil(feed, (event) => event.kind === 'pushed')
  const [, task] = await other.loom.popMany(Job, 2)
  events.push(...(await readUntil(feed, (event) => event.kind === 'claimed' && event.id === node.id)))
  task?.progress(0.5, 'half')
  events.push(...(await readUntil(feed, (event) => event.kind === 'progressed')))
  await task?.finish(1)
  events.push(...(await readUntil(feed, (event) => event.kind === 'dagFinished')))
  const facts = { id: node.id, name: 'job', dagId: dag.id, at: any(Date) }
  expect(events.filter((event) => 'id' in event && event.id === node.id)).toEqual([
    { ...facts, kind: 'pushed', state: 'CREATED' },
    { ...facts, kind: 'claimed', state: 'RUNNING', attempt: 1 },
    { ...facts, kind: 'progressed', state: 'RUNNING', progress: { fraction: 0.5, message: 'half' } },
    { ...facts, kind: 'settled', state: 'FINISHED' },
  ])
  expect(events.at(-1)).toEqual({
    kind: 'dagFinished',
    dagId: dag.id,
    outcome: 'FINISHED',
    counts: { FINISHED: 1 },
    at: any(Date),
  })
})

test('events: of a DAG: released, made ready, cancelled down the graph, and its end with all counts', async () => {
  await using context = await testLoom()
  const { loom } = context
  const root = Step({ label: 'root' }, { dependsOn: { before: [] } })
  const [good, bad] = ['good', 'bad'].map((label) => Step({ label }, { dependsOn: { before: [root] } }))
  const last = Step({ label: 'last' }, { dependsOn: { before: [good!, bad!] } })
  await using feed = await loom.events()
  const dag = await loom.push(last)
  await (await loom.pop(Step))?.finish('root')
  await context.untilResolved()
  await (await loom.pop(Step))?.finish('good')
  await loom.cancel(bad!)
  const events = await readUntil(feed, (event) => event.kind === 'dagFinished')
  const kindsOf = (id: string): string[] =>
    events.flatMap((event) => ('id' in event && event.id === id ? [event.kind] : []))
  for (const { id } of [root, good!, bad!, last]) expect(kindsOf(id).at(-1)).toBe('settled')
  const all = [root.id, good!.id, bad!.id, last.id].map(kindsOf)
  expect(topology === 'standalone' ? 'the last ones alone' : all).toEqual(
    topology === 'standalone'
      ? 'the last ones alone'
      : [
          ['pushed', 'claimed', 'settled'],
          ['pushed', 'ready', 'claimed', 'settled'],
          ['pushed', 'ready', 'settled'],
          ['pushed', 'settled'],
        ],
  )
  expect(events.at(-1)).toMatchObject({
    dagId: dag.id,
    outcome: 'CANCELLED',
    counts: { FINISHED: 2, CANCELLED: 2 },
  })
})

test('events: tasks that are given back, tried again, recovered, paused and deleted', async () => {
  await using context = await testLoom()
  const { loom } = context
  const node = Job({ number: 1 }, { retry: { attempts: 5, delay: '1h' } })
  const dag = await loom.push(node)
  await using feed = await loom.events({ dagId: dag.id })
  await (await loom.pop(Job))?.fail(new Error('once'))
  const [retry] = (await readUntil(feed, (event) => event.kind === 'returned')).slice(-1)
  expect(retry).toMatchObject({ id: node.id, state: 'CREATED', dueAt: any(Date) })
  await context.advance('2h')
  await context.sweep()
  await using _lost = await loom.pop(Job)
  await context.advance('1m')
  await context.sweep()
  const [recovered] = (await readUntil(feed, (event) => event.kind === 'recovered')).slice(-1)
  expect(recovered).toMatchObject({ id: node.id, state: 'CREATED', recoveries: 1 })
  await loom.delete(node)
})

test.runIf(topology === 'replica-set')(
  'events: a deleted task is told of, with what is still known',
  async () => {
    await using context = await testLoom()
    const { loom } = context
    const node = Job({ number: 1 })
    await using feed = await loom.events()
    await loom.push(node)
    await readUntil(feed, (event) => event.kind === 'pushed')
    await loom.delete(node)
    expect((await readUntil(feed, (event) => event.kind === 'deleted')).at(-1)).toMatchObject({ id: node.id })
  },
)

test('events: a feed has what it asks for alone', async () => {
  await using context = await testLoom()
  const { loom } = context
  await using settled = await loom.events({ kinds: ['settled'] })
  await using ofStep = await loom.events({ name: 'step' })
  const step = Step({ label: 'a' }, { dependsOn: { before: [] } })
  await loom.push(Job({ number: 1 }))
  const { id: dagId } = await loom.push(step)
  await using ofDag = await loom.events({ dagId })
  for (const task of await loom.popMany(Job, 1)) await task.finish(1)
  for (const task of await loom.popMany(Step, 1)) await task.finish('a')
  expect((await readUntil(settled, ends(step.id))).map((event) => event.kind)).toEqual(['settled', 'settled'])
  const names = (await readUntil(ofStep, ends(step.id))).map((event) => 'name' in event && event.name)
  expect(new Set(names)).toEqual(new Set(['step']))
  const dags = (await readUntil(ofDag, (event) => event.kind === 'dagFinished')).map(
    (event) => 'dagId' in event && event.dagId,
  )
  expect(new Set(dags)).toEqual(new Set([dagId]))
})

test('events: a reader that is slower than its buffer is told that it missed some, and goes on', async () => {
  await using context = await testLoom()
  const { loom } = context
  await using slow = await loom.events({ kinds: ['pushed'], buffer: 5 })
  await using quick = await loom.events({ kinds: ['pushed'] })
  await loom.push(jobs(20))
  for (let count = 0; count < 20; count += 1) await quick.next()
  expect(slow.waiting).toBeLessThanOrEqual(5)
  const last = Job({ number: 21 })
  await loom.push(last)
  const events = await readUntil(slow, (event) => event.kind === 'pushed' && event.id === last.id)
  expect(events[0]).toEqual({ kind: 'missed', reason: 'slow reader', at: any(Date) })
})

test('events: break, close, the signal and the end of the loom each end a feed that waits', async () => {
  await using context = await testLoom()
  const { loom } = context
  const stop = new AbortController()
  const [broken, closed, stopped] = [
    await loom.events(),
    await loom.events(),
    await loom.events({ signal: stop.signal }),
  ]
  await loom.push(Job({ number: 1 }))
  for await (const event of broken) {
    expect(event.kind).toBe('pushed')
    break
  }
  expect(await broken.next()).toEqual({ value: undefined, done: true })
  const waiting = (async () => {
    let count = 0
    for await (const _event of stopped) count += 1
    return count
  })()
  await closed.close()
  await closed.close()
  expect(await closed.next()).toMatchObject({ done: true })
  stop.abort()
  expect(await waiting).toBeGreaterThanOrEqual(0)
  const late = await loom.events()
  const lateEnd = late.next()
  await loom.close()
  expect(await lateEnd).toMatchObject({ done: true })
  await expect(loom.events()).rejects.toMatchObject({ code: 'LOOM_CLOSED' })
})

test('events, on: what JavaScript may get wrong is named', async () => {
  await using context = await testLoom()
  const { loom } = context
  const wrong: Record<string, unknown>[] = [{ kind: ['settled'] }, { kinds: ['ended'] }, { buffer: 0 }]
  const messages: string[] = []
  for (const options of wrong)
    await loom.events(options).catch((error: Error) => messages.push(error.message))
  try {
    loom.on('ready' as 'settled', () => undefined)
  } catch (error) {
    messages.push((error as Error).message)
  }
  expect(messages).toMatchInlineSnapshot(`
    [
      "There is a mistake in the options of events(): \`kind\` is unknown. Did you mean \`kinds\`?",
      "\`kinds\` of events() is a list of \`pushed\`, \`claimed\`, \`progressed\`, \`returned\`, \`recovered\`, \`settled\`, \`deleted\`, \`dagFinished\`, \`ready\`, \`changed\`, \`missed\`.",
      "The buffer of events() takes a whole number from 1, not 0.",
      "on() knows no \`ready\`. Kinds are \`pushed\`, \`claimed\`, \`progressed\`, \`returned\`, \`recovered\`, \`settled\`, \`deleted\`, \`dagFinished\`; events() has all.",
    ]
  `)
})

test('events: a task that is made to run again has changed, and is ready; it was not pushed', async () => {
  await using context = await testLoom()
  const { loom } = context
  const node = Job({ number: 1 })
  const dag = await loom.push(node)
  await (await loom.pop(Job))?.finish(1)
  await context.untilResolved()
  await using feed = await loom.events({ dagId: dag.id })
  await loom.rerunFrom(node)
  const kinds = (await readUntil(feed, ({ kind }) => kind === 'ready')).map(({ kind }) => kind)
  expect(kinds).not.toContain('pushed')
  await (await loom.pop(Job))?.finish(2)
  expect((await readUntil(feed, ends(node.id))).at(-1)).toMatchObject({ state: 'FINISHED' })
})
