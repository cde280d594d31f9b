import { visibleStates, type TaskState } from '../document/states.ts'
import type { DagOutcome } from '../document/task-document.ts'
import { TaskloomError } from '../errors.ts'
import { cancelTasks } from '../store/operations/cancel-tasks.ts'
import { countByState, outcomeOf, type StateCounts } from '../store/operations/close-dags.ts'
import { concludeGrowths } from '../store/operations/conclude-push.ts'
import { pauseDag, resumeDag } from '../store/operations/pause-dag.ts'
import {
  readDagRecord,
  readDagState,
  readFailedIds,
  readFrontierIds,
  readOpenIds,
  type DagState,
} from '../store/read/dag-state.ts'
import { readTaskFacts } from '../store/read/explain-task.ts'
import { findTask } from '../store/read/find-tasks.ts'
import type { Store } from '../store/store.ts'
import { checkOptions } from './check-options.ts'
import { infoOfRecord, infoOfTask, type DagInfo } from './dag-info.ts'
import type { Engine } from './engine.ts'
import { explain, type Explanation } from './explanation.ts'
import { pause } from './pause.ts'
import { refusalError } from './refusal-error.ts'
import { runAgain } from './run-again.ts'

/** How many tasks of a DAG are in each state. */
export type DagCounts = Readonly<Record<TaskState, number>>

/** How a DAG ended. */
export interface DagResult {
  /** `FAILED` if any task failed or expired, else `CANCELLED` if any was cancelled, else `FINISHED`. */
  readonly outcome: DagOutcome
  readonly counts: DagCounts
  /** Present where the DAG had a deadline: whether something had not settled by then, and expired. */
  readonly missedDeadline?: boolean
}

export interface FinishedOptions {
  /** Stops waiting; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal
}

/** How many tasks of a DAG are cancelled in one go. */
const cancelBatch = 1_000

/** How many tasks `explain` speaks of. */
const explainedAtMost = 10

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

  /**
   * Reads what is known of the DAG as a whole: tags, metadata, deadline, how it ended.
   * @throws TaskloomError `TASK_NOT_FOUND` when there is neither a task nor a record of it (any more).
   */
  async info(): Promise<DagInfo> {
    const record = await this.#read((store) => readDagRecord(store, this.id))
    if (record !== null) return infoOfRecord(record)
    const task = await this.#read((store) => findTask(store, this.id))
    if (task === undefined) throw notFound(this.id)
    return infoOfTask(task, outcomeOf({ [task.state]: 1 }))
  }

  /** Counts the tasks by state. */
  async counts(): Promise<DagCounts> {
    return allStates(await this.#read((store) => countByState(store, this.id)))
  }

  /**
   * Cancels every task that has not settled; running ones have their signals aborted within a second, in
   * whatever process. Returns how many were cancelled. The `onFinished` node is not among them: it runs now.
   */
  async cancel(): Promise<number> {
    this.#engine.assertOpen()
    let cancelled = 0
    for (;;) {
      const open = await readOpenIds(this.#engine.store, this.id, cancelBatch)
      if (open.length === 0 && !(await this.#releaseGrowths())) break
      const flagged = await cancelTasks(this.#engine.store, open)
      cancelled += flagged.length
      this.#engine.flag(flagged)
    }
    await this.#engine.resolver.rest()
    return cancelled
  }

  /** Concludes what its tasks were pushing when they were cancelled; whether that released any more tasks. */
  async #releaseGrowths(): Promise<boolean> {
    const concluded = await concludeGrowths(this.#engine.store, this.id)
    for (const each of concluded) this.#engine.concluded(each)
    return concluded.some(({ isUndone }) => !isUndone)
  }

  /**
   * Makes every task that failed or expired run again, with the dependents that ended because of them, also in other
   * DAGs. Returns how many tasks that are. Tasks that would fail again at once stay what they are: because of what
   * failed in another DAG, or of a dependency that is gone.
   * @throws TaskloomError `DEPENDENCY_NOT_FOUND` when a dependent needs something that was deleted or purged;
   *   nothing is changed then.
   */
  async retryFailed(): Promise<number> {
    const ids = await this.#read((store) => readFailedIds(store, this.id))
    const { again, obstacle } = await runAgain(this.#engine, { kind: 'retry', ids })
    if (obstacle !== undefined) throw refusalError('retry', this.id, obstacle)
    return again.length
  }

  /**
   * Says what the DAG waits for: the tasks that do not wait for others of it, such as those that run, are
   * ready, wait for their time or are held. At most ten, the oldest first; none when everything has settled.
   */
  async explain(): Promise<Explanation[]> {
    const { store } = this.#engine
    const ids = await this.#read(() => readFrontierIds(store, this.id, explainedAtMost))
    const facts = await Promise.all(ids.map((id) => readTaskFacts(store, id)))
    return facts.filter((each) => each !== undefined).map(explain)
  }

  /** Keeps tasks of the DAG from being claimed; running ones go on. What they settle is settled. */
  async pause(): Promise<void> {
    this.#engine.assertOpen()
    this.#engine.flag(await pauseDag(this.#engine.store, this.id))
  }

  /** Lets the tasks of a paused DAG go on. */
  async resume(): Promise<void> {
    this.#engine.assertOpen()
    this.#engine.flag(await resumeDag(this.#engine.store, this.id))
    await this.#engine.resolver.rest()
  }

  /**
   * Waits until every task has settled.
   * @throws TaskloomError `TASK_NOT_FOUND` when there is neither a task nor a record of the DAG (any more).
   */
  async finished(options: FinishedOptions = {}): Promise<DagResult> {
    checkOptions('finished', options)
    const { signal } = options
    const { times } = this.#engine
    for (let looks = 0; ; looks += 1) {
      signal?.throwIfAborted()
      const changed = new AbortController()
      const onChanged = (): void => changed.abort()
      this.#engine.events.once('changed', onChanged)
      try {
        const state = await this.#read((store) => readDagState(store, this.id))
        if (state === undefined) throw notFound(this.id)
        if (!state.isOpen) return toResult(state)
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

function toResult({ outcome, counts, missedDeadline }: Extract<DagState, { isOpen: false }>): DagResult {
  const missed = missedDeadline === undefined ? {} : { missedDeadline }
  return { outcome, counts: allStates(counts), ...missed }
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
