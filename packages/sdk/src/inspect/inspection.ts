import type { GraphOptions } from '../store/read/inspect/dag-graph.ts'
import type {
  DagDetail,
  DagGraph,
  DagRow,
  DagTimeline,
  DagVersion,
} from '../store/read/inspect/dag-shapes.ts'
import type {
  DagListQuery,
  SortOffer,
  TaskListQuery,
  TaskSelection,
} from '../store/read/inspect/selection.ts'
import type {
  Health,
  SearchHit,
  Series,
  SeriesQuery,
  Stats,
  TypeRow,
  WorkerRow,
} from '../store/read/inspect/system-shapes.ts'
import type {
  CappedCount,
  Neighbours,
  Page,
  TaskDetail,
  TaskFigures,
  TaskHappening,
  TaskRow,
  TaskValues,
  TypeCount,
  ViewCounts,
} from '../store/read/inspect/task-shapes.ts'
import type { TaskQuery } from '../store/read/select-tasks.ts'

export interface InspectionOptions {
  /**
   * How long one read may take on the server, in milliseconds.
   * @defaultValue 3000
   */
  readonly maxTimeMS?: number
  /**
   * What the reads carry as their comment, so that they can be found in the server's log.
   * @defaultValue 'taskloom-inspector'
   */
  readonly comment?: string
  /**
   * Where lists, timelines, and what is counted beside them are read from; what a secondary shows may be a little
   * old. What is told live as well (figures of now, DAGs, tasks, graphs) is always read from the primary.
   * @defaultValue 'primary'
   */
  readonly readPreference?: 'primary' | 'primaryPreferred' | 'secondary' | 'secondaryPreferred' | 'nearest'
}

/** What the live feed tells. */
export interface ChangeListener {
  /** Tasks that changed, each once, as they are now; at most 500 at a time, read ten times a second. */
  onChanged(tasks: readonly TaskRow[]): void
  /** Tasks that are gone. On a standalone only some of them are noticed. */
  onRemoved(ids: readonly string[]): void
  /**
   * DAGs that have ended, each once, at most ten times a second. The outcome of a DAG is written after its last
   * task has settled, so that what was read before may still say that it runs.
   */
  onDagsFinished(dagIds: readonly string[]): void
  /** More changed than can be told, or changes were missed: read again what is shown. */
  onMissed(reason: string): void
  /** The database went away (`error`) or came back (without). */
  onDatabase(status: { readonly status: 'up' | 'down'; readonly error?: string }): void
}

/** The feed of changed tasks, while somebody listens. */
export interface ChangeFeed {
  readonly kind: 'stream' | 'polling'
  /** Resolves when nothing is missed any more; also when the feed was closed before. */
  readonly opened: Promise<void>
  close(): Promise<void>
}

/** Everything that the inspector reads of a loom. Nothing here changes anything but `createIndexes`. */
export interface Inspection {
  readonly database: string
  /** How changes are learnt of: a standalone has no change streams. */
  readonly live: 'stream' | 'polling'
  /** The time by the clock of the database. */
  now(): number

  /**
   * A page of the task list.
   * @throws TaskloomError `INVALID_CURSOR`, or `SORT_NOT_OFFERED` for a combination that no index serves.
   */
  tasks(query: TaskListQuery): Promise<Page<TaskRow>>
  /** Which sorts a selection can be listed in; the default comes first. */
  offeredSorts(selection?: TaskSelection): Promise<SortOffer[]>
  /** Counts a selection by state; every count is given up at a limit. */
  countTasks(selection: TaskSelection): Promise<{ total: CappedCount; counts: ViewCounts; isCapped: boolean }>
  /**
   * Counts a selection by definition, whichever it asks for itself: the first twelve by name. Every count is given
   * up at a limit, and those that no index makes are left out. Shared: read at most every few seconds.
   */
  countTypes(selection: TaskSelection): Promise<TypeCount[]>
  /** How long the latest 1,000 tasks of a selection waited and ran. Shared: read at most every few seconds. */
  taskFigures(selection: TaskSelection): Promise<TaskFigures>
  /** The rows of tasks, in the order of the ids; those that do not exist are left out. */
  taskRows(ids: readonly string[]): Promise<TaskRow[]>
  /** The payloads and results of tasks, in the order of the ids; those that do not exist are left out. */
  taskValues(ids: readonly string[]): Promise<TaskValues[]>
  /** The ids of tasks of a DAG or of definitions, in no order; of those in stored states, where some are given. */
  taskIds(
    query: Pick<TaskQuery, 'dagId' | 'names' | 'states'>,
    options: { readonly limit: number },
  ): Promise<string[]>
  /** Everything about one task; without `values`, neither its payload nor any result is read. */
  task(id: string, options?: { readonly values?: boolean }): Promise<TaskDetail | undefined>
  /** What is up to five hops up and down from a task; at most 500 tasks. */
  neighbours(
    id: string,
    hops: { readonly up: number; readonly down: number },
  ): Promise<Neighbours | undefined>
  /** What happened to a task, as far as its document tells, oldest first. */
  taskEvents(id: string): Promise<TaskHappening[] | undefined>

  /** @throws TaskloomError `INVALID_CURSOR`, `SORT_NOT_OFFERED`. */
  dags(query: DagListQuery): Promise<Page<DagRow>>
  dag(id: string): Promise<DagDetail | undefined>
  /** Cheap: whether a graph that was read before is still the one. */
  dagVersion(id: string): Promise<DagVersion | undefined>
  dagGraph(id: string, options: GraphOptions): Promise<DagGraph | undefined>
  dagTimeline(id: string): Promise<DagTimeline | undefined>

  search(text: string): Promise<SearchHit[]>
  /** Shared: read at most every second, whoever asks. */
  stats(): Promise<Stats>
  series(query: SeriesQuery): Promise<Series>
  types(): Promise<TypeRow[]>
  workers(): Promise<WorkerRow[]>
  /** Findings about the database, its indexes, and the inspector's own reads. */
  health(): Promise<Health>

  /** Creates the indexes that the lists need, beside those of the engine. Takes a while on many tasks. */
  createIndexes(): Promise<void>
  /** Tells of every task that changes from now on. */
  watchChanges(listener: ChangeListener): ChangeFeed
}
