import { expect, test } from 'vitest'

import { ForeignIds, type DagEnds } from './foreign-ids.ts'
import type { Reader } from './reader.ts'

const ends: DagEnds = { count: 60_000, changedAt: new Date(0), isFresh: false }

/** A reader of DAGs of which every task depends on one elsewhere, and the DAGs that were read. */
function readerOf(count: number): { readonly reader: Reader; readonly read: string[] } {
  const read: string[] = []
  const find = ({ dagId }: { readonly dagId: string }) => {
    read.push(dagId)
    const links = (limit: number): object[] =>
      Array.from({ length: Math.min(count, limit) }, (_, place) => ({
        _id: `${dagId}-${place}`,
        dependencies: [{ id: `elsewhere-${place}` }],
      }))
    return {
      project: () => ({ limit: (limit: number) => ({ toArray: () => Promise.resolve(links(limit)) }) }),
    }
  }
  return { read, reader: { store: { tasks: { find } }, options: {} } as unknown as Reader }
}

test('of a DAG that depends on very many tasks elsewhere, some are known', async () => {
  const { reader } = readerOf(60_000)
  expect((await new ForeignIds(reader).read('large', ends)).size).toBe(20_000)
})

test('of many large DAGs, those that were asked for last are remembered', async () => {
  const { reader, read } = readerOf(20_000)
  const ids = new ForeignIds(reader)
  const dags = Array.from({ length: 11 }, (_, place) => `dag-${place}`)
  for (const dagId of [...dags, ...dags.slice(1)]) await ids.read(dagId, ends)
  expect(read).toEqual(dags)
  await ids.read('dag-0', ends)
  expect(read).toEqual([...dags, 'dag-0'])
})
