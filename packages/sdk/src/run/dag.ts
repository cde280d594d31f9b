import { visibleStates, type TaskState } from '../document/states.ts'
import type { DagOutcome } from '../document/task-document.ts'
import { TaskloomError } from '../errors.ts'
import { countByState, type StateCounts } from '../store/operations/close-dags.ts'
import { readDagState } from '../store/read/dag-state.ts'
import type { Store } from '../store/store.ts'
import type { Engine } from './engine.ts'
import { pause } from './pause.ts'

/** How many tasks of a DAG are in each state. */
export type DagCounts = Readonly<Record<TaskState, number>>

/** How a DAG ended. */
export interface DagResult {
  /** `FAILED` if any task failed or expired, else `CANCELLED` if any was cancelled, else `FINISHED`. */
  readonly outcome: DagOutcome
  readonly counts: DagCounts
}

export interface FinishedOptions {
  /** Stops waiting; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal
}

/** The tasks that were pushed together. */
export class Dag {
  readonly id: string
  /** The ids of the tasks that this push stored, in the order in which they are claimed among equals. */
  readonly taskIds: readonly string[]
  readonly #engine: Engine

  constructor(engine: Engine, id: string, taskIds: readonly string[]) {
    this.#engine = engine
    this.id = id
    this.taskIds = taskIds
  }

  /** Counts the tasks by state. */
  async counts(): Promise<DagCounts> {
    return allStates(await this.#read((store) => countByState(store, this.id)))
  }

  /**
   * Waits until every task has settled.
   * @throws TaskloomError `TASK_NOT_FOUND` when there is neither a task nor a record of the DAG (any more).
   */
  async finished({ signal }: FinishedOptions = {}): Promise<DagResult> {
    const { times } = this.#engine
    for (let looks = 0; ; looks += 1) {
      signal?.throwIfAborted()
      const changed = new AbortController()
      const onChanged = (): void => changed.abort()
      this.#engine.events.once('changed', onChanged)
      try {
        const state = await this.#read((store) => readDagState(store, this.id))
        if (state === undefined) throw notFound(this.id)
        if (!state.isOpen) return { outcome: state.outcome, counts: allStates(state.counts) }
        await pause(times.pollShortest, signal)
        const longest = Math.min(times.pollLongest, times.pollShortest * 2 ** Math.min(looks, 10))
        await pause(
          longest,
          signal === undefined ? changed.signal : AbortSignal.any([changed.signal, signal]),
        )
      } finally {
        this.#engine.events.off('changed', onChanged)
      }
    }
  }

  /** A read that fails because the loom is being closed says so. */
  async #read<Answer>(read: (store: Store) => Promise<Answer>): Promise<Answer> {
    this.#engine.assertOpen()
    try {
      return await read(this.#engine.store)
    } catch (error) {
      this.#engine.assertOpen()
      throw error
    }
  }
}

function allStates(counts: StateCounts): DagCounts {
  return Object.fromEntries(visibleStates.map((state) => [state, counts[state] ?? 0])) as Record<
    TaskState,
    number
  >
}

function notFound(id: string): TaskloomError {
  return new TaskloomError(
    'TASK_NOT_FOUND',
    `There is no DAG ${id}: it was deleted, or purged after it had expired.`,
    { details: { dagId: id } },
  )
}
