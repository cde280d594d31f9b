import type { AnyTaskDefinition } from '../define/any-task-definition.ts'
import type { TaskReference } from '../define/task-reference.ts'
import type { Priority } from '../document/priority.ts'
import type { TaskState } from '../document/states.ts'
import { viewStateOf, type ViewState } from '../document/view-state.ts'
import { inChunks } from '../store/chunks.ts'
import { readPaused } from '../store/operations/pause-definition.ts'
import type { GraphTask } from '../store/read/downstream.ts'
import { selectTasks } from '../store/read/select-tasks.ts'
import { applyAction, type Applied, type Skip, type SkipReason } from './apply-action.ts'
import type { Engine } from './engine.ts'
import { foreseeAction } from './foresee-action.ts'
import { readBulkFilter } from './read-bulk-filter.ts'
import { readAction, type TaskAction } from './task-action.ts'

/** Which tasks are meant. What is given must all hold; something must be given. */
export interface BulkFilter {
  /** These tasks. Their states, where given, are checked again with every write. */
  readonly ids?: readonly (string | TaskReference)[]
  /** Tasks of these definitions, or of these names. */
  readonly definition?: AnyTaskDefinition | string | readonly (AnyTaskDefinition | string)[]
  readonly state?: TaskState | readonly TaskState[]
  readonly dagId?: string
  readonly priority?: Priority
  readonly createdBefore?: Date
  readonly createdAfter?: Date
}

export interface BulkOptions {
  /**
   * Whether to say only what would be done.
   * @defaultValue false
   */
  readonly dryRun?: boolean
  /** Called after every chunk. */
  readonly onProgress?: (progress: BulkProgress) => void
  /** Stops after the chunk at hand; the report says what was done until then. */
  readonly signal?: AbortSignal
}

export interface BulkProgress {
  readonly done: number
  readonly total: number
}

/** How many tasks are, or were, in each state that people are shown. */
export type CountsByView = Partial<Record<ViewState, number>>

/** What was done to many tasks; of a dry run, what would be. */
export interface BulkReport {
  /** Tasks that the filter meant. */
  readonly matched: number
  /** Those of them that were changed. */
  readonly changed: number
  /** Those that were changed, by the state that they were in before. */
  readonly changes: CountsByView
  /**
   * Further tasks that were changed with them, by the state that they were in before: those that run again, or are
   * cancelled, with them. A dry run also counts the dependents that a `cancel` or `delete` would end.
   */
  readonly cascade: CountsByView
  /** Those that were left alone, by the reason. */
  readonly skipped: Partial<Record<SkipReason, number>>
  /** The first 500 that were left alone. */
  readonly failures: readonly { readonly id: string; readonly reason: SkipReason }[]
  /** False when the signal stopped it. */
  readonly isComplete: boolean
}

const failuresAtMost = 500

/** How many tasks one step takes: between two of them it reports, and can be stopped. */
const chunkSizes = { retry: 2_000, rerun: 2_000 } as const
const chunkSize = 500

/** Does something to many tasks, chunk by chunk; or says what it would do. */
export async function bulk(
  engine: Engine,
  request: { readonly filter: BulkFilter; readonly action: TaskAction },
  { dryRun = false, onProgress, signal }: BulkOptions,
): Promise<BulkReport> {
  engine.assertOpen()
  const action = readAction(request.action)
  const { ids: given, query } = readBulkFilter(request.filter)
  const ids = given ?? (await selectTasks(engine.store, query))
  const { states } = query
  const tally = new Tally(new Set(await readPaused(engine.store)))
  if (dryRun) {
    tally.note(await foreseeAction(engine, action, { ids, states }))
    return tally.report(ids, ids.length)
  }
  const size = action.kind === 'retry' || action.kind === 'rerun' ? chunkSizes[action.kind] : chunkSize
  let done = 0
  for (const chunk of inChunks(ids, size)) {
    if (signal?.aborted === true) break
    const left = chunk.filter((id) => !tally.has(id))
    tally.note(await applyAction(engine, action, { ids: left, states }))
    done += chunk.length
    onProgress?.({ done, total: ids.length })
  }
  return tally.report(ids, done)
}

/** Keeps count. A task that was changed as another's dependent counts as changed, wherever it stands in the list. */
class Tally {
  readonly #pausedNames: ReadonlySet<string>
  readonly #touched = new Map<string, ViewState>()
  readonly #skipped = new Map<string, Skip>()

  constructor(pausedNames: ReadonlySet<string>) {
    this.#pausedNames = pausedNames
  }

  has(id: string): boolean {
    return this.#touched.has(id)
  }

  note({ changed, cascade, skipped }: Applied): void {
    for (const task of [...changed, ...cascade]) this.#touch(task)
    for (const [id, skip] of skipped) this.#skipped.set(id, skip)
  }

  report(ids: readonly string[], done: number): BulkReport {
    const matched = new Set(ids)
    const touched = [...this.#touched]
    const changed = touched.filter(([id]) => matched.has(id))
    const left = [...this.#skipped].filter(([id]) => !this.#touched.has(id))
    return {
      matched: matched.size,
      changed: changed.length,
      changes: count(changed.map(([, view]) => view)),
      cascade: count(touched.filter(([id]) => !matched.has(id)).map(([, view]) => view)),
      skipped: count(left.map(([, { reason }]) => reason)),
      failures: left.slice(0, failuresAtMost).map(([id, { reason }]) => ({ id, reason })),
      isComplete: done === ids.length,
    }
  }

  #touch(task: GraphTask): void {
    if (!this.#touched.has(task._id)) this.#touched.set(task._id, viewStateOf(task, this.#pausedNames))
  }
}

function count<Name extends string>(names: readonly Name[]): Partial<Record<Name, number>> {
  const counts: Partial<Record<Name, number>> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
