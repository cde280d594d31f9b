import type { LoomEvent } from '@taskloom/sdk'
import { expect, test, vi } from 'vitest'

import { Download, Resize } from '../support/definitions.ts'
import { Job } from '../support/jobs.ts'
import { any, having } from '../support/matchers.ts'
import { testLoom } from '../support/test-loom.ts'
import { before } from '../support/write-point.ts'

test('on: says what this process does, in order and once', async () => {
  await using context = await testLoom()
  const { loom } = context
  const told: LoomEvent[] = []
  for (const kind of ['pushed', 'claimed', 'progressed', 'settled', 'dagFinished'] as const)
    loom.on(kind, (event) => told.push(event))
  const source = Download({ url: 'a' })
  const node = Resize({ width: 1 }, { dependsOn: { source } })
  const dag = await loom.push(node)
  const first = await loom.pop(Download)
  first?.progress(0.5, 'half')
  await first?.finish({ path: 'a' })
  await context.untilResolved()
  await (await loom.pop(Resize))?.fail(new Error('no'))
  await context.untilResolved()
  const { id: dagId } = dag
  expect(told).toEqual([
    { kind: 'pushed', id: node.id, name: 'resize', dagId, state: 'CREATED', at: any(Date) },
    { kind: 'pushed', id: source.id, name: 'download', dagId, state: 'CREATED', at: any(Date) },
    having({ kind: 'claimed', id: source.id, state: 'RUNNING', attempt: 1 }),
    having({
      kind: 'progressed',
      id: source.id,
      progress: { fraction: 0.5, message: 'half' },
    }),
    having({ kind: 'settled', id: source.id, name: 'download', state: 'FINISHED' }),
    having({ kind: 'claimed', id: node.id, attempt: 1 }),
    having({ kind: 'settled', id: node.id, state: 'FAILED', dagId }),
    {
      kind: 'dagFinished',
      dagId,
      outcome: 'FAILED',
      counts: { FINISHED: 1, FAILED: 1 },
      at: any(Date),
    },
  ])
})

test('on: a DAG of one task finishes with it; a cascade, a cancelled and a deleted task are told as well', async () => {
  await using context = await testLoom()
  const { loom } = context
  const told: string[] = []
  loom.on('settled', ({ name, state }) => told.push(`${name} ${state}`))
  loom.on('deleted', ({ name }) => told.push(`${name} deleted`))
  loom.on('dagFinished', ({ outcome }) => told.push(outcome))
  await loom.push(Job({ number: 1 }))
  await (await loom.pop(Job))?.finish(1)
  await context.untilResolved()
  expect(told.splice(0)).toEqual(['job FINISHED', 'FINISHED'])
  const source = Download({ url: 'a' })
  await loom.push(Resize({ width: 1 }, { dependsOn: { source } }))
  await loom.cancel(source)
  await context.untilResolved()
  expect(told.splice(0)).toEqual(['download CANCELLED', 'resize CANCELLED', 'CANCELLED'])
  await loom.delete(source)
  await context.untilResolved()
  expect(told).toEqual(['download deleted'])
})

test('on: a task that is given back, tried again or recovered is told of', async () => {
  await using context = await testLoom()
  const { loom } = context
  const told: string[] = []
  loom.on('returned', ({ dueAt }) => told.push(dueAt === undefined ? 'given back' : 'to be tried again'))
  loom.on('recovered', ({ recoveries, state }) => told.push(`recovered ${recoveries} ${state}`))
  const node = Job({ number: 1 }, { retry: { attempts: 5 } })
  await loom.push(node)
  await (await loom.pop(Job))?.[Symbol.asyncDispose]()
  await (await loom.pop(Job))?.fail(new Error('once'))
  await context.advance('1h')
  await context.sweep()
  await using _lost = await loom.pop(Job)
  await context.advance('1m')
  await context.sweep()
  expect(told).toEqual(['given back', 'to be tried again', 'recovered 1 CREATED'])
})

test('on: the returned function ends it; a listener that throws is warned of, and the others go on', async () => {
  await using context = await testLoom()
  const { loom } = context
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  try {
    let heard = 0
    loom.on('pushed', () => {
      throw new Error('deaf')
    })
    const end = loom.on('pushed', () => (heard += 1))
    await loom.push(Job({ number: 1 }))
    end()
    end()
    await loom.push(Job({ number: 2 }))
    expect(heard).toBe(1)
    expect(warned.mock.calls[0]?.[0]).toBe('A listener of `pushed` threw: Error: deaf')
  } finally {
    warned.mockRestore()
  }
})

test('on: a round of the resolver that is repeated tells nothing twice', async () => {
  await using context = await testLoom()
  const { loom } = context
  const told: string[] = []
  loom.on('settled', ({ name, state }) => told.push(`${name} ${state}`))
  await loom.push(Job({ number: 1 }))
  const job = await loom.pop(Job)
  {
    using _point = before('resolve.clear', () => {
      throw new Error('cut by the test')
    })
    await job?.finish(1)
    await context.untilResolved()
  }
  expect(told).toEqual(['job FINISHED'])
})

test('on: a single task that has pushed others is not the end of its DAG', async () => {
  await using context = await testLoom()
  const { loom } = context
  const finished: unknown[] = []
  loom.on('dagFinished', ({ dagId, counts }) => finished.push([dagId, counts]))
  const { id } = await loom.push(Job({ number: 1 }))
  const job = await loom.pop(Job)
  await job?.push(Job({ number: 2 }))
  await job?.finish(1)
  await context.untilResolved()
  expect(finished).toEqual([])
  await (await loom.pop(Job))?.finish(2)
  await context.untilResolved()
  expect(finished).toEqual([[id, { FINISHED: 2 }]])
})
