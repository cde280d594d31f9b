import type { TaskRow } from '../api/wire.ts'
import { sampleGraph } from '../graph/testing/sample-graph.ts'
import { lockfile } from '../graph/testing/shapes.ts'
import { failedTwice, makeConfig, makeHealth, makeStats, makeTaskDetail, worldTime } from './factories.ts'
import { failure, type Answers, type Call } from './fake-server.ts'
import { makeActions } from './made-actions.ts'
import { makeSeries, makeTimeline, makeTypes, makeWorkers } from './made-system.ts'
import { makeDags, makeTasks } from './world.ts'

interface Sizes {
  readonly tasks: number
  readonly dags: number
}

/** The answers of a server with so many tasks and DAGs, all in order. */
export function answersFor(sizes: Sizes): Answers {
  const tasks = makeTasks(sizes.tasks)
  const dags = makeDags(sizes.dags)
  return {
    config: () => makeConfig(),
    health: () => healthOf(sizes),
    stats: () => (sizes.tasks === 0 ? emptyStats() : makeStats()),
    series: () => makeSeries(sizes.tasks > 0),
    types: () => (sizes.tasks === 0 ? [] : makeTypes()),
    workers: () => (sizes.tasks === 0 ? [] : makeWorkers()),
    tasks: (call) =>
      pageOf(
        tasks.filter((task) => fits(task, call)),
        call,
      ),
    tasksCount: (call) => countOf(tasks.filter((task) => fits(task, call))),
    tasksByType: (call) => countTypes(tasks.filter((task) => fits(task, call))),
    taskFigures: (call) => figuresOf(tasks.filter((task) => fits(task, call))),
    task: ({ id }) => {
      const task = tasks.find((other) => other.id === id)
      return task === undefined
        ? failure(404, 'TASK_NOT_FOUND', `No task has the id ${id}.`)
        : makeTaskDetail({ task, ...(task.view === 'failed' ? failedTwice : {}) })
    },
    taskEvents: () => [
      { at: worldTime - 600_000, kind: 'pushed', view: 'blocked', text: 'Pushed with import-42.' },
      { at: worldTime - 300_000, kind: 'claimed', view: 'running', attempt: 1, text: 'Claimed by worker-2.' },
    ],
    dags: (call) => pageOf(dags, call),
    dag: ({ id }) => {
      const dag = dags.find((other) => other.id === id)
      if (dag === undefined) return failure(404, 'DAG_NOT_FOUND', `No DAG has the id ${id}.`)
      return { dag, types: [], waitsFor: [], rootCauses: [], estimatedEnd: worldTime + 180_000 }
    },
    dagGraph: () => sampleGraph(lockfile(Math.max(sizes.tasks, 1)), { now: Date.now() }),
    dagTimeline: ({ id }) => makeTimeline(id, tasks.slice(0, 120)),
    search: ({ query }) =>
      tasks
        .filter((task) => task.id.includes(query.get('q') ?? '') || task.name.includes(query.get('q') ?? ''))
        .slice(0, 8)
        .map((task) => ({ kind: 'task' as const, id: task.id, title: task.name, detail: task.id })),
    ...makeActions(),
  }
}

const reads = ['tasks', 'task', 'dags', 'dag', 'stats', 'series', 'types', 'workers']

/** Without tasks nothing is amiss, and nothing has been read yet. */
function healthOf({ tasks }: Sizes) {
  const { checks, indexes } = makeHealth()
  return makeHealth({
    ...(tasks > 0
      ? {}
      : { checks: checks.filter(({ severity }) => severity === 'ok'), indexes: [indexes[0]!] }),
    queries: reads.slice(0, tasks).map((name) => ({ name, count: 412, p50: 3.1, p95: 9.8, slowest: 41 })),
  })
}

function emptyStats() {
  const none = { count: 0, isCapped: false }
  return {
    counts: {},
    needsIndexes: false,
    dags: { running: none, failed: none },
    expiringSoon: none,
    leaseRanOut: none,
    withoutWorker: [],
    starving: [],
    errors: [],
    at: worldTime,
  }
}

/** The part of the grammar that the previews need. */
function fits(task: TaskRow, { query }: Call): boolean {
  return (query.get('q') ?? '')
    .split(' ')
    .filter((token) => token !== '')
    .every((token) => {
      const [key, value = ''] = token.split(':')
      if (key === 'state') return value.split(',').includes(task.view)
      if (key === 'type') return value === task.name
      if (key === 'dag') return value === task.dagId
      return task.id.startsWith(token)
    })
}

function pageOf<Item>(items: readonly Item[], { query }: Call) {
  const from = Number(query.get('cursor') ?? 0)
  const limit = Number(query.get('limit') ?? 50)
  return {
    items: items.slice(from, from + limit),
    ...(from + limit < items.length ? { next: String(from + limit) } : {}),
    ...(from > 0 ? { previous: String(Math.max(0, from - limit)) } : {}),
  }
}

function countOf(tasks: readonly TaskRow[]) {
  const counts: Partial<Record<TaskRow['view'], number>> = {}
  for (const { view } of tasks) counts[view] = (counts[view] ?? 0) + 1
  return { total: { count: tasks.length, isCapped: false }, counts, isCapped: false }
}

function countTypes(tasks: readonly TaskRow[]) {
  const names = [...new Set(tasks.map(({ name }) => name))].toSorted()
  return names.map((name) => ({
    name,
    count: tasks.filter((task) => task.name === name).length,
    isCapped: false,
  }))
}

function figuresOf(tasks: readonly TaskRow[]) {
  const looked = Math.min(tasks.length, 1_000)
  const times = { waitP50: 210, waitP95: 4_200, runP50: 420, runP95: 1_250 }
  return { looked, isWhole: looked === tasks.length, ...times }
}
