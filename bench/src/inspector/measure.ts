import { gzipSync } from 'node:zlib'

import { allOf, defineTask, itself, type Loom, type TaskNode } from '@taskloom/sdk'
import { openInspection, type Inspection, type TaskListQuery } from '@taskloom/sdk/inspect'
import { z } from 'zod'

import { percentile } from '../statistics.ts'
import type { WalkPlans } from './walk-plans.ts'

/** One line of the report. */
export interface InspectorFigure {
  readonly what: string
  readonly median: number
  readonly p95: number
  readonly note: string
  /** What is more than it may be. */
  readonly missed?: readonly string[]
}

const lists: Readonly<Record<string, TaskListQuery>> = {
  'all, latest change first': {},
  'all, oldest first': { sort: 'created' },
  failed: { selection: { views: ['failed'] } },
  'failed, of a type': { selection: { views: ['failed'], names: ['resize'] } },
  'ready, blocked and retrying': { selection: { views: ['ready', 'blocked', 'retrying'] } },
  'of a type, oldest first': { selection: { names: ['gallery'] }, sort: 'created' },
  'with an error': { selection: { errorText: 'ECONN' } },
  'expiring next': { sort: 'expires' },
}

interface ListMeasurement {
  readonly inspection: Inspection
  readonly plans: WalkPlans
  readonly runs: number
}

/** Pages of fifty, the first and the second, of every kind of list, with the plan of each. */
export async function* measureLists({
  inspection,
  plans,
  runs,
}: ListMeasurement): AsyncGenerator<InspectorFigure> {
  for (const [what, query] of Object.entries(lists)) {
    let cursor: string | undefined
    for (const page of [1, 2]) {
      const asked = { ...query, ...(cursor === undefined ? {} : { cursor }) }
      plans.forget()
      const { next } = await inspection.tasks(asked)
      const note = await plans.tell()
      yield {
        ...(await timed(`list: ${what}, page ${page}`, runs, () => inspection.tasks(asked))),
        note,
      }
      if (next === undefined) break
      cursor = next
    }
  }
  yield await timed('counts by state, given up at 10,000', runs, () => inspection.countTasks({}))
}

const Step = defineTask({
  name: 'step',
  schema: z.object({ n: z.number() }),
  dependsOn: { before: allOf(itself) },
  result: z.number(),
})

/** A graph of layers of a hundred, each task with one or two dependencies. */
function layers(count: number): TaskNode[] {
  const nodes: ReturnType<typeof Step>[] = []
  for (let n = 0; n < count; n += 1) {
    const above = nodes.slice(Math.max(0, n - 100), Math.max(0, n - 100) + 100)
    const before = n < 100 ? [] : [above[0], n % 4 === 0 ? above[1 + ((n * 31) % 99)] : undefined]
    nodes.push(Step({ n }, { dependsOn: { before: before.filter((each) => each !== undefined) } }))
  }
  return nodes
}

/** A graph to measure, and how often. */
export interface GraphMeasurement {
  readonly dagId: string
  readonly count: number
  readonly runs: number
}

/** Pushes a DAG of which a part has run. Returns its id. */
export async function pushGraph(loom: Loom, count: number): Promise<string> {
  const dag = await loom.push(layers(count))
  const tasks = await loom.popMany(Step, 100)
  await Promise.all(tasks.map((task) => task.finish(1)))
  return dag.id
}

/** The graph of one DAG: how long its reads take. */
export async function* measureGraph(
  loom: Loom,
  { dagId, count, runs }: GraphMeasurement,
): AsyncGenerator<InspectorFigure> {
  const inspection = openInspection(loom)
  const text = JSON.stringify(await inspection.dagGraph(dagId, { limit: count }))
  const size = gzipSync(text).length
  const graph = await timed(`graph of ${count} tasks`, runs, async () =>
    JSON.stringify(await inspection.dagGraph(dagId, { limit: count })),
  )
  yield { ...graph, note: `${Math.round(text.length / 1_000)} KB, ${Math.round(size / 1_000)} KB gz` }
  yield await timed(`version of ${count} tasks, for the ETag`, runs, () => inspection.dagVersion(dagId))
  yield await timed(`timeline of ${count} tasks`, runs, () => inspection.dagTimeline(dagId))
}

/** How long something takes after it was done once. */
export async function timed(
  what: string,
  runs: number,
  read: () => Promise<unknown>,
): Promise<InspectorFigure> {
  await read()
  const times: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now()
    await read()
    times.push(performance.now() - started)
  }
  return { what, median: percentile(times, 0.5), p95: percentile(times, 0.95), note: '' }
}
