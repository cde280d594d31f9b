import { connect } from '@taskloom/sdk'
import { openInspection, type ChangeListener, type TaskRow } from '@taskloom/sdk/inspect'
import { expect, test } from 'vitest'

import { waitUntil } from '../../src/testing/wait-until.ts'
import { Download, Resize } from '../support/definitions.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom, topology, uri } from '../support/test-loom.ts'

type Context = Awaited<ReturnType<typeof testLoom>>

interface Heard {
  readonly listener: ChangeListener
  readonly rows: Map<string, TaskRow>
  readonly batches: number[]
  readonly removed: string[]
  readonly finishedDags: string[]
  readonly missed: string[]
}

/** Remembers what a feed tells. */
function heard(): Heard {
  const [rows, batches, removed, finishedDags, missed] = [
    new Map<string, TaskRow>(),
    [] as number[],
    [] as string[],
    [] as string[],
    [] as string[],
  ]
  return {
    rows,
    batches,
    removed,
    finishedDags,
    missed,
    listener: {
      onChanged: (tasks) => {
        batches.push(tasks.length)
        for (const task of tasks) rows.set(task.id, task)
      },
      onRemoved: (ids) => void removed.push(...ids),
      onDagsFinished: (ids) => void finishedDags.push(...ids),
      onMissed: (reason) => void missed.push(reason),
      onDatabase: ({ status }) => void missed.push(status),
    },
  }
}

/** Pushes until the feed is open and tells of it. */
async function untilOpen({ loom }: Pick<Context, 'loom'>, { rows }: Heard): Promise<void> {
  const pushes: Promise<unknown>[] = []
  await until('the feed is open', () => {
    pushes.push(loom.push(Download({ url: 'https://open' })))
    return rows.size > 0
  })
  await Promise.all(pushes)
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  await waitUntil(what, () => Promise.resolve(isSo() || undefined))
}

test('changes: a row for every task that changes, in whatever process, as it is then', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const told = heard()
  const { rows, removed, listener } = told
  const feed = openInspection(context.loom).watchChanges(listener)
  expect(feed.kind).toBe(topology === 'standalone' ? 'polling' : 'stream')
  const source = Download({ url: 'https://a' })
  const node = Resize({ width: 1 }, { dependsOn: { source } })
  await untilOpen(other, told)
  await other.loom.push(node)
  await until(
    'both are told of',
    () => rows.get(node.id)?.view === 'blocked' && rows.get(source.id)?.view === 'ready',
  )
  for (const task of await other.loom.popMany(Download, 100)) await task.finish({ path: 'a' })
  await until(
    'the end and what follows are told of',
    () => rows.get(node.id)?.view === 'ready' && rows.get(source.id)?.view === 'finished',
  )
  await other.loom.delete(node)
  // Who polls sees a removal only if a look falls between the deletion and the end of the document.
  if (topology !== 'standalone') await until('the end of it is told of', () => removed.includes(node.id))
  await feed.close()
})

test('changes: looking creates no index where indexes are not to be created', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { database } = context
  await using bare = await connect({ uri, database, sweeper: false, ensureIndexes: false })
  const told = heard()
  const feed = openInspection(bare).watchChanges(told.listener)
  await untilOpen({ loom: context.loom }, told)
  await feed.close()
  const names = (await raw.tasks.indexes()).map(({ name }) => name)
  expect(names).not.toContain('changed')
})

test('changes: who may not create indexes is told all the same', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  // One of the same name stands in the way: its creation is refused.
  await raw.tasks.createIndex({ attempt: 1 }, { name: 'changed' })
  const told = heard()
  const feed = openInspection(context.loom).watchChanges(told.listener)
  await untilOpen(context, told)
  await feed.close()
  expect((await raw.tasks.indexes()).find(({ name }) => name === 'changed')).toMatchObject({
    key: { attempt: 1 },
  })
})

test('changes: it goes on telling after a DAG has finished, which is no change of a task', async () => {
  await using context = await testLoom()
  const told = heard()
  const feed = openInspection(context.loom).watchChanges(told.listener)
  await feed.opened
  const views: (string | undefined)[] = []
  for (let round = 0; round < 3; round += 1) {
    const nodes = [Download({ url: 'https://a' }), Download({ url: 'https://b' })]
    const dag = await context.loom.push(nodes)
    await dag.cancel()
    await until('both ends are told of', () =>
      nodes.every(({ id }) => told.rows.get(id)?.view === 'cancelled'),
    )
    views.push(told.rows.get(nodes[0]?.id ?? '')?.view)
  }
  expect(told.missed).toEqual([])
  await feed.close()
  expect(views).toEqual(['cancelled', 'cancelled', 'cancelled'])
})

test('changes: the end of a DAG, when its outcome can be read', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const told = heard()
  const inspection = openInspection(context.loom)
  const feed = inspection.watchChanges(told.listener)
  await feed.opened
  const nodes = [Download({ url: 'https://a' }), Download({ url: 'https://b' })]
  const dag = await other.loom.push(nodes)
  const single = await other.loom.push(Download({ url: 'https://c' }))
  for (const task of await other.loom.popMany(Download, 3)) await task.finish({ path: 'a' })
  await until('both ends are told of', () => [dag, single].every(({ id }) => told.finishedDags.includes(id)))
  for (const { id } of [dag, single]) expect((await inspection.dag(id))?.dag.state).toBe('finished')
  await feed.close()
  expect(told.finishedDags.toSorted()).toEqual([dag.id, single.id].toSorted())
})

test('changes: many at once come in batches of at most 500, each task once in a batch', async () => {
  await using context = await testLoom()
  const told = heard()
  const { rows, batches, missed, listener } = told
  const feed = openInspection(context.loom).watchChanges(listener)
  await untilOpen(context, told)
  const nodes = Array.from({ length: 1_200 }, (_, n) => Download({ url: String(n) }))
  await context.loom.push(nodes)
  await until('all are told of', () => nodes.every(({ id }) => rows.has(id)) || missed.length > 0)
  expect(missed).toEqual([])
  expect(Math.max(...batches)).toBeLessThanOrEqual(500)
  await feed.close()
})

test('changes: a feed that was closed tells nothing more, and one outlives its loom without a word', async () => {
  await using context = await testLoom()
  const inspection = openInspection(context.loom)
  const [closed, open] = [heard(), heard()]
  const feed = inspection.watchChanges(closed.listener)
  const other = inspection.watchChanges(open.listener)
  await feed.close()
  await untilOpen(context, open)
  expect(closed.rows.size).toBe(0)
  await context.loom.close()
  await other.close()
  expect(open.missed).toEqual([])
})
