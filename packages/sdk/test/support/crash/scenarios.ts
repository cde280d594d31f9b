import { Priority, TaskloomError } from '@taskloom/sdk'
import type { TestLoom, WritePoint } from '@taskloom/sdk/testing'
import type { Db } from 'mongodb'

import type { ResetDocument } from '../../../src/document/task-document.ts'
import { internals } from '../../../src/run/connect.ts'
import { Piece, piece, type PieceNode } from './piece.ts'

/** A small program that passes some of the write points, for processes that die at one of them. */
export interface Scenario {
  /** What is there before; nobody dies here. */
  readonly prepare?: (context: TestLoom, db: Db) => Promise<unknown>
  /** What the program does before it works its tasks off. It is run again after a crash, by another process. */
  readonly act: (context: TestLoom) => Promise<unknown>
  /** Whether it works on a replica set alone. */
  readonly needsTransactions?: true
}

/** Pushes over several DAGs, values of all sizes, a choice, a failure and what follows from it. */
const life = {
  prepare: ({ loom }: TestLoom) => loom.push(piece('earlier')),
  act: async ({ loom }: TestLoom) => {
    const [one, two, three] = [
      piece('one', { isLarge: true }),
      piece('two'),
      piece('three', { does: 'fail' }),
    ]
    const join = piece('join', { isLarge: true, dependsOn: { all: [one, two] } })
    const doomed = piece('doomed', { dependsOn: { all: [three] } })
    await loom.push([
      join,
      piece('choice', { dependsOn: { any: [three, one] } }),
      piece('below', { dependsOn: { all: [doomed, two] } }),
      piece('clean-up', { dependsOn: { settled: [three, doomed] } }),
      piece('late', { dependsOn: { all: [Piece.id('earlier')] } }),
    ])
    await loom.push(piece('single', { isLarge: true, dependsOn: { all: [Piece.id('join')] } }))
  },
} satisfies Scenario

function pair(): PieceNode[] {
  return [piece('one', { isLarge: true }), piece('two')]
}

function refuse(): never {
  throw new Error('not this time')
}

/** The program has done it already, before it was killed. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof TaskloomError) || error.code !== 'TRANSITION_REFUSED') throw error
}

/** Two links and one more, of which the first is done and the second is ready. */
async function pushChain(context: TestLoom): Promise<void> {
  const { loom } = context
  const first = piece('first')
  const second = piece('second', { dependsOn: { all: [first] } })
  await loom.push([piece('third', { dependsOn: { all: [second] } }), piece('aside')])
  for (const task of await loom.popMany(Piece, 2)) {
    if (task.id === 'first') await task.finish('first()')
    else await task[Symbol.asyncDispose]()
  }
  await context.untilResolved()
}

/** The second link of a chain is held by a reset of which the process is gone, and was not final. */
async function leaveHeld(context: TestLoom, db: Db): Promise<void> {
  await pushChain(context)
  // The first reset makes the lock of all.
  await context.loom.rerunFrom('aside')
  const { dagId } = (await context.loom.get('second'))!
  const by = 'of a process that is gone'
  const kept = { startedAt: new Date(), purgeAt: new Date(Date.now() + 86_400_000) }
  await db
    .collection<ResetDocument>('resets')
    .insertOne({ _id: by, kind: 'rerun', state: 'HOLDING', dagIds: [dagId], ...kept })
  await db.collection<{ _id: string }>('dags').updateOne({ _id: dagId }, { $set: { resets: [by] } })
  await db.collection<{ _id: string }>('tasks').updateOne(
    { _id: 'second' },
    {
      $set: { blocked: true, holds: ['reset'], reset: { by, runsAgain: true } },
      $unset: { ready: '' },
      $inc: { revision: 1 },
    },
  )
}

export const scenarios = {
  life,
  finisher: {
    act: ({ loom }) =>
      loom.push([piece('one'), piece('two', { does: 'fail' })], { onFinished: piece('last') }),
  },
  abort: {
    act: async ({ loom }) => {
      await loom.push(pair(), { onProgress: refuse }).catch(() => undefined)
      await loom.push(pair())
    },
  },
  renew: {
    act: ({ loom }) => loom.push(piece('slow', { does: 'finish once its lease was renewed' })),
  },
  giveBack: {
    prepare: ({ loom }) => loom.push([piece('one'), piece('two')]),
    act: async ({ loom }) => (await loom.pop(Piece))?.[Symbol.asyncDispose](),
  },
  cancel: {
    prepare: pushChain,
    act: ({ loom }) => loom.cancel('second', { downstream: true }),
  },
  pause: {
    prepare: pushChain,
    act: async ({ loom }) => {
      await loom.pause(Piece)
      await loom.resume(Piece)
      const dag = loom.dag((await loom.get('second'))?.dagId ?? '')
      await dag.pause()
      await dag.resume()
    },
  },
  delete: {
    prepare: pushChain,
    act: ({ loom }) => loom.delete('first'),
  },
  rerun: {
    prepare: async (context) => {
      await pushChain(context)
      for (let left = 3; left > 0; left -= 1) {
        const task = await context.loom.pop(Piece)
        await task?.finish(`${task.id} of the first time`)
        await context.untilResolved()
      }
    },
    act: ({ loom }) => loom.rerunFrom('second'),
  },
  undo: {
    prepare: leaveHeld,
    act: (context) => context.sweep(),
  },
  grow: {
    act: async ({ loom }) => {
      const root = piece('root', { does: 'grow' })
      await loom.push([root, piece('after root', { dependsOn: { all: [root] } })])
    },
  },
  transaction: {
    needsTransactions: true,
    act: async ({ loom }) => {
      const client = internals.get(loom)?.engine.store.client
      await client?.withSession((session) =>
        session.withTransaction(() => {
          const one = piece('one')
          return loom.push([one, piece('two', { dependsOn: { all: [one] } })], { session })
        }),
      )
      const task = await loom.pop(Piece)
      await client?.withSession((session) =>
        session.withTransaction(async () => task?.finish('one()', { session })),
      )
    },
  },
  administer: {
    prepare: async (context) => {
      await pushChain(context)
      await context.loom.push(piece('delayed', { delay: '1h' }))
    },
    act: async ({ loom }) => {
      await loom.setPriority('third', Priority.HIGH)
      await loom.extendExpiry('third', '1h')
      await loom.requeue('delayed').catch(ignoreRefusal)
    },
  },
  recover: {
    prepare: async (context, db) => {
      await context.loom.push(piece('after', { dependsOn: { all: [piece('lost')] } }))
      await context.loom.pop(Piece)
      await db
        .collection<{ _id: string }>('tasks')
        .updateOne({ _id: 'lost' }, { $set: { 'lease.token': 'of a process that is gone' } })
      await context.advance('21s')
    },
    act: (context) => context.sweep(),
  },
  promote: {
    prepare: async (context) => {
      const delayed = piece('delayed', { delay: '1h' })
      await context.loom.push([delayed, piece('after', { dependsOn: { all: [delayed] } })])
      await context.advance('61m')
    },
    act: (context) => context.sweep(),
  },
  expire: {
    prepare: async (context) => {
      const short = piece('short', { expiresIn: '1h' })
      await context.loom.push([
        piece('after', { dependsOn: { all: [short] } }),
        piece('clean-up', { dependsOn: { settled: [short] } }),
      ])
      await context.advance('61m')
    },
    act: (context) => context.sweep(),
  },
} satisfies Record<string, Scenario>

export type ScenarioName = keyof typeof scenarios

/** The scenario in which a process dies at each write point. A new point does not compile before it has one. */
export const scenarioOf: Readonly<Record<WritePoint, ScenarioName>> = {
  'push.pin': 'life',
  'push.record': 'life',
  'push.contents': 'life',
  'push.chunk': 'life',
  'push.open': 'life',
  'push.release': 'life',
  'push.close': 'life',
  'push.abort': 'abort',
  'push.session': 'transaction',
  'grow.decide': 'grow',
  'grow.open': 'grow',
  'grow.dag': 'grow',
  'extend.keep': 'grow',
  'extend.announce': 'grow',
  'extend.withdraw': 'grow',
  'extend.dependents': 'grow',
  'claim.write': 'life',
  'claim.winners': 'life',
  'claim.put-back': 'delete',
  'renew.write': 'renew',
  'give-back.write': 'giveBack',
  'settle.contents': 'life',
  'settle.write': 'life',
  'settle.lease': 'transaction',
  'settle.session': 'transaction',
  'resolve.flip': 'life',
  'resolve.finisher': 'finisher',
  'resolve.clear': 'life',
  'resolve.close': 'life',
  'cancel.write': 'cancel',
  'pause.definition': 'pause',
  'pause.dag': 'pause',
  'delete.mark': 'delete',
  'delete.remove': 'delete',
  'requeue.write': 'administer',
  'priority.write': 'administer',
  'pin.write': 'rerun',
  'expiry.write': 'administer',
  'reset.lock': 'rerun',
  'reset.record': 'rerun',
  'reset.reopen': 'rerun',
  'reset.hold': 'rerun',
  'reset.commit': 'rerun',
  'reset.undo': 'undo',
  'reset.write': 'rerun',
  'reset.release': 'rerun',
  'reset.close': 'rerun',
  'sweep.recover': 'recover',
  'sweep.promote': 'promote',
  'sweep.expire': 'expire',
}
