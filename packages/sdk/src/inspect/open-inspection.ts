import { TaskloomError } from '../errors.ts'
import { internals } from '../run/connect.ts'
import type { Loom } from '../run/loom.ts'
import { inspectionIndexes } from '../store/event-indexes.ts'
import { createIndexes } from '../store/index-declaration.ts'
import { GraphReader } from '../store/read/inspect/dag-graph.ts'
import { readDagList } from '../store/read/inspect/dag-list.ts'
import { readDagTimeline } from '../store/read/inspect/dag-timeline.ts'
import { DagVersions } from '../store/read/inspect/dag-version.ts'
import { EndEstimates } from '../store/read/inspect/estimate-end.ts'
import { readHealth } from '../store/read/inspect/health-checks.ts'
import { KeptAnswers } from '../store/read/inspect/kept-answers.ts'
import { readNeighbours } from '../store/read/inspect/neighbours.ts'
import { readTaskRows } from '../store/read/inspect/read-rows.ts'
import { kept, openReader, type Reader } from '../store/read/inspect/reader.ts'
import { search } from '../store/read/inspect/search.ts'
import { readSeries } from '../store/read/inspect/series.ts'
import { readStarving } from '../store/read/inspect/starving-priorities.ts'
import { readStats } from '../store/read/inspect/stats.ts'
import { readTaskFigures } from '../store/read/inspect/task-figures.ts'
import { countTasks, offeredSorts, readTaskList } from '../store/read/inspect/task-list.ts'
import type { TaskFigures, TypeCount } from '../store/read/inspect/task-shapes.ts'
import { readTaskValues } from '../store/read/inspect/task-values.ts'
import { countTypes } from '../store/read/inspect/type-counts.ts'
import { readTypeRows } from '../store/read/inspect/type-rows.ts'
import { readWorkerRows } from '../store/read/inspect/worker-rows.ts'
import { selectTasks } from '../store/read/select-tasks.ts'
import { ChangeWatch } from './change-watch.ts'
import type { Inspection, InspectionOptions } from './inspection.ts'
import { readDag } from './read-dag.ts'
import { readTask, readTaskEvents } from './read-task.ts'
import { TimedReads } from './timed-reads.ts'

/** How long an answer that everybody sees is kept, in milliseconds. */
const statsFor = 1_500
/** What takes minutes to become true needs not be looked for as often. */
const starvingFor = 10_000
const typesFor = 3_000
const figuresFor = 4_000

/**
 * Opens what the inspector reads of a loom. It has no connection of its own: it ends with the loom.
 * @throws TaskloomError `INVALID_OPTION` when this is no loom.
 */
export function openInspection(
  loom: Loom,
  { maxTimeMS = 3_000, comment = 'taskloom-inspector', readPreference = 'primary' }: InspectionOptions = {},
): Inspection {
  const parts = internals.get(loom)
  if (parts === undefined)
    throw new TaskloomError('INVALID_OPTION', 'openInspection() takes a loom that connect() returned.')
  const { store } = parts.engine
  const reader = openReader(store, { maxTimeMS, comment, readPreference })
  // What is told live, and what a later answer is compared with, must not be older than what was told before.
  const latest =
    readPreference === 'primary'
      ? reader
      : openReader(store, { maxTimeMS, comment, readPreference: 'primary' })
  return {
    database: store.database,
    live: store.topology === 'standalone' ? 'polling' : 'stream',
    now: () => store.clock.now().getTime(),
    ...readsOf(reader, latest),
    createIndexes: async () => {
      await createIndexes(store, inspectionIndexes(store.topology))
      reader.forget()
      latest.forget()
    },
    watchChanges: (listener) => new ChangeWatch(parts.engine, latest, listener),
  }
}

type Reads = Omit<Inspection, 'database' | 'live' | 'now' | 'createIndexes' | 'watchChanges'>

function readsOf(reader: Reader, latest: Reader): Reads {
  const reads = new TimedReads()
  const graphs = new GraphReader(latest)
  const versions = new DagVersions(latest)
  const estimates = new EndEstimates(latest)
  const starving = kept(starvingFor, () => readStarving(latest))
  const stats = kept(statsFor, () => readStats(latest, () => starving.read()))
  const types = kept(typesFor, () => readTypeRows(latest))
  const typeCounts = new KeptAnswers<TypeCount[]>(figuresFor)
  const figures = new KeptAnswers<TaskFigures>(figuresFor)
  return {
    tasks: (query) =>
      reads.time('task list', () => readTaskList(query.isLatest === true ? latest : reader, query)),
    offeredSorts: (selection) => offeredSorts(reader, selection),
    countTasks: (selection) => reads.time('task counts', () => countTasks(reader, selection)),
    countTypes: (selection) =>
      reads.time('type counts', () =>
        typeCounts.read({ ...selection, names: undefined }, () => countTypes(reader, selection)),
      ),
    taskFigures: (selection) =>
      reads.time('task figures', () => figures.read(selection, () => readTaskFigures(reader, selection))),
    taskRows: (ids) => reads.time('task rows', () => readTaskRows(latest, ids)),
    taskValues: (ids) => reads.time('task values', () => readTaskValues(latest, ids)),
    taskIds: (query, { limit }) => reads.time('task ids', () => selectTasks(latest.store, query, limit)),
    task: (id, { values = true } = {}) => reads.time('task', () => readTask(latest, id, values)),
    neighbours: (id, hops) => reads.time('neighbours', () => readNeighbours(latest, id, hops)),
    taskEvents: (id) => reads.time('task events', () => readTaskEvents(latest, id)),
    dags: (query) => reads.time('DAG list', () => readDagList(reader, query)),
    dag: (id) => reads.time('DAG', () => readDag(latest, id, estimates)),
    dagVersion: (id) => reads.time('DAG version', () => versions.read(id)),
    dagGraph: (id, options) => reads.time('DAG graph', () => graphs.read(id, options)),
    dagTimeline: (id) => reads.time('DAG timeline', () => readDagTimeline(reader, id)),
    search: (text) => reads.time('search', () => search(reader, text)),
    stats: () => reads.time('stats', () => stats.read()),
    series: (query) => reads.time('series', () => readSeries(reader, query)),
    types: () => reads.time('types', () => types.read()),
    workers: () => reads.time('workers', () => readWorkerRows(latest)),
    health: async () => ({ ...(await readHealth(latest)), queries: reads.report() }),
  }
}
