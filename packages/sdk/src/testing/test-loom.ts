import { randomBytes } from 'node:crypto'

import type { AnyTaskDefinition } from '../define/any-task-definition.ts'
import type { TaskReference } from '../define/task-reference.ts'
import type { TaskState } from '../document/states.ts'
import { toMilliseconds, type Duration } from '../duration.ts'
import { checkOptions } from '../run/check-options.ts'
import { connect, internals, type ConnectOptions } from '../run/connect.ts'
import { endAll } from '../run/end-all.ts'
import type { Loom } from '../run/loom.ts'
import type { StoredTask } from '../run/stored-task.ts'
import { advanceStoredTimes } from '../store/testing/advance-stored-times.ts'
import { countUnfinished } from '../store/testing/count-unfinished.ts'
import { dropDatabase } from '../store/testing/drop-database.ts'
import { purePop } from '../store/testing/pure-pop.ts'
import { waitUntil } from './wait-until.ts'

export interface TestLoomOptions extends Pick<ConnectOptions, 'prefix' | 'times' | 'limits'> {
  readonly uri: string
  /**
   * The database to use.
   * @defaultValue one of its own, which is dropped at the end
   */
  readonly database?: string
  /**
   * Whether the loom sweeps by itself. Without it, `sweep()` does it when the test says so.
   * @defaultValue false
   */
  readonly sweeper?: boolean
}

/** A loom for one test. `await using` closes it, and drops its database if it made one. */
export interface TestLoom extends AsyncDisposable {
  readonly loom: Loom
  readonly database: string
  /** Does every duty of the sweeper once, to its end. */
  sweep(): Promise<void>
  /** Resolves when everything that settled in this process has told its dependents. */
  untilResolved(): Promise<void>
  /** Resolves when nothing is ready, running, or waiting for the resolver, in any process. */
  untilIdle(): Promise<void>
  /**
   * Resolves with the task as soon as it is in the state; at once when it is already.
   * Rejects when it settles in another state, or after 30 s.
   */
  waitFor(task: string | TaskReference, state: TaskState): Promise<StoredTask>
  /** Moves time on: every stored time is shifted into the past by this much. */
  advance(duration: Duration): Promise<void>
  /** The ids that are ready by the dependency rule alone, without the `ready` hint, in claim order. */
  purePop(definitions: AnyTaskDefinition | readonly AnyTaskDefinition[]): Promise<string[]>
}

/** Connects a loom for one test. */
export async function createTestLoom(options: TestLoomOptions): Promise<TestLoom> {
  checkOptions('createTestLoom', options)
  const {
    uri,
    database = `taskloom-test-${randomBytes(6).toString('hex')}`,
    sweeper = false,
    ...rest
  } = options
  const loom = await connect({ uri, database, sweeper, ...rest })
  const parts = internals.get(loom)
  if (parts === undefined) throw new Error('connect() did not register the loom.')
  const { engine, sweeper: duties } = parts
  return {
    loom,
    database,
    sweep: () => duties.sweep(),
    untilResolved: () => engine.resolver.idle(),
    untilIdle: () =>
      waitUntil('nothing is left to do', async () => {
        await engine.resolver.idle()
        return (await countUnfinished(engine.store)) === 0 || undefined
      }),
    waitFor: (task, state) => waitForState(loom, task, state),
    advance: (duration) => advanceStoredTimes(engine.store, toMilliseconds(duration, 'duration')),
    purePop: (definitions) =>
      purePop(
        engine.store,
        [definitions].flat().map(({ name }) => name),
      ),
    [Symbol.asyncDispose]: async () => {
      const isOwn = options.database === undefined
      await endAll([() => loom.close(), () => (isOwn ? dropDatabase(uri, database) : undefined)])
    },
  }
}

async function waitForState(loom: Loom, task: string | TaskReference, state: TaskState): Promise<StoredTask> {
  const id = typeof task === 'string' ? task : task.id
  return waitUntil(`task ${id} is ${state}`, async () => {
    const found = await loom.get(id)
    if (found === undefined) throw new Error(`There is no task ${id}.`)
    if (found.state === state) return found
    if (found.settledAt !== undefined) {
      throw new Error(
        `Task ${id} is ${found.state} and will not be ${state}: ${found.error?.message ?? 'no error'}`,
      )
    }
    return undefined
  })
}
