import {
  allOf,
  anyOf,
  defineTask,
  itself,
  optional,
  TaskloomError,
  type HandlerContext,
  type TaskNode,
} from '@taskloom/sdk'
import type { TestLoom } from '@taskloom/sdk/testing'
import type { Collection, Db } from 'mongodb'
import { z } from 'zod'

import { waitUntil } from '../../../src/testing/wait-until.ts'

/** What a piece does before it ends. */
const doings = ['finish', 'fail', 'grow', 'finish once its lease was renewed'] as const

/** A task whose result follows from its dependencies, however often it runs. */
export const Piece = defineTask({
  name: 'piece',
  schema: z.object({
    does: z.enum(doings),
    padding: z.string(),
  }),
  result: z.string(),
  dependsOn: {
    all: allOf(itself),
    any: optional(anyOf(itself)),
    settled: allOf(itself, { on: 'settled' }),
  },
})

type PieceOptions = NonNullable<Parameters<typeof Piece>[1]>

export type PieceNode = TaskNode<'piece', string>

/** A piece with an id of its own, so that a program that runs again pushes the same one. */
export function piece(
  id: string,
  { does = 'finish', isLarge = false, dependsOn = {}, ...options }: PieceSettings = {},
): PieceNode {
  return Piece(
    { does, padding: isLarge ? large : '' },
    { ...options, id, dependsOn: { all: [], settled: [], ...dependsOn } },
  )
}

interface PieceSettings extends Pick<PieceOptions, 'expiresIn' | 'delay'> {
  readonly does?: (typeof doings)[number]
  /** Whether payload and result are too large to travel with their task. */
  readonly isLarge?: boolean
  readonly dependsOn?: Partial<PieceOptions['dependsOn']>
}

const large = 'x'.repeat(5_000)

/** What a piece is there to do, under the id of its task. */
export interface Effect {
  readonly _id: string
  readonly runs: number
}

export function effectsOf(db: Db): Collection<Effect> {
  return db.collection<Effect>('effects')
}

/** Works until nothing is left to do; `watcher` says when, if the loom itself should not be asked. */
export async function work(context: TestLoom, db: Db, watcher: TestLoom = context): Promise<void> {
  const effects = effectsOf(db)
  const handler = Piece.handle(async ({ id, payload, dependencies, push, extend }) => {
    await effects.updateOne({ _id: id }, { $inc: { runs: 1 } }, { upsert: true })
    if (payload.does === 'fail') throw new Error(`${id} fails`)
    if (payload.does === 'finish once its lease was renewed') await untilRenewed(db, id)
    if (payload.does === 'grow') await grow(id, { push, extend })
    const { all, any, settled } = dependencies
    const inputs = [...all, any ?? '-', ...settled.map(({ id, state }) => `${id}: ${state}`)]
    return `${id}(${inputs.map((input) => input.slice(0, 50)).join(', ')})${payload.padding}`
  })
  const worker = context.loom.worker([handler], { concurrency: 4, onError: () => undefined })
  const running = worker.run()
  try {
    await untilIdle(watcher)
  } finally {
    await worker.stop()
    await running
  }
}

/** On a network that is cut all the time it may take longer than a test usually waits. */
async function untilIdle(watcher: TestLoom, patience = 5): Promise<void> {
  try {
    await watcher.untilIdle()
  } catch (error) {
    if (patience === 1) throw error
    await untilIdle(watcher, patience - 1)
  }
}

/** Pushes a child, lets its dependents wait for another, and tries to let one of them wait for itself. */
async function grow(id: string, { push, extend }: Pick<HandlerContext, 'push' | 'extend'>): Promise<void> {
  await push([piece(`${id}'s child`, { isLarge: true }), piece(`${id}'s other child`)])
  await extend(piece(`${id}'s rest`))
  await extend(Piece.id(`after ${id}`)).catch((error: unknown) => {
    if (!(error instanceof TaskloomError) || error.code !== 'CYCLE') throw error
  })
}

async function untilRenewed(db: Db, _id: string): Promise<void> {
  const until = async (): Promise<number> => {
    const task = await db.collection<{ _id: string; lease?: { until: Date } }>('tasks').findOne({ _id })
    return task?.lease?.until.getTime() ?? Number.POSITIVE_INFINITY
  }
  const first = await until()
  await waitUntil(`the lease of ${_id} is renewed`, async () => (await until()) > first || undefined)
}
