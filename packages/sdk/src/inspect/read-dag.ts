import { decodeKeys } from '../define/stored-keys.ts'
import type { DagDocument } from '../document/task-document.ts'
import { explain } from '../run/explanation.ts'
import { outcomeOf } from '../store/operations/close-dags.ts'
import { readFrontierIds } from '../store/read/dag-state.ts'
import { readTaskFacts } from '../store/read/explain-task.ts'
import { tallyDag, type DagTally } from '../store/read/inspect/dag-counts.ts'
import { toDagRow } from '../store/read/inspect/dag-list.ts'
import type { DagDetail } from '../store/read/inspect/dag-shapes.ts'
import type { EndEstimates } from '../store/read/inspect/estimate-end.ts'
import { toExtendedJson } from '../store/read/inspect/extended-json.ts'
import type { Reader } from '../store/read/inspect/reader.ts'
import { toTaskRow, rowFields, type RowDocument } from '../store/read/inspect/task-row.ts'

/** Of a larger DAG this many tasks are counted. */
const talliedAtMost = 100_000

/** How many tasks are named that it waits for, or that failed first. */
const namedAtMost = 10

/** Reads one DAG; undefined when there is neither a record nor a task of it. */
export async function readDag(
  reader: Reader,
  id: string,
  estimates: EndEstimates,
): Promise<DagDetail | undefined> {
  const { store, options } = reader
  const [record, tally] = await Promise.all([
    store.dags.findOne({ _id: id }, options),
    tallyDag(reader, id, talliedAtMost),
  ])
  const dag = record ?? (tally === undefined ? undefined : await recordOfSingle(reader, id, tally))
  if (dag === undefined) return undefined
  const { metadata } = dag
  const row = toDagRow(dag, tally)
  const [waitsFor, rootCauses, estimatedEnd] = await Promise.all([
    readWaitsFor(reader, id),
    readRootCauses(reader, id),
    row.state === 'running' ? estimates.read(id) : undefined,
  ])
  return {
    dag: row,
    ...(estimatedEnd === undefined ? {} : { estimatedEnd }),
    ...(metadata === undefined ? {} : { metadata: toExtendedJson(decodeKeys(metadata)) }),
    types: tally?.types ?? [],
    waitsFor,
    rootCauses,
  }
}

/** A push of one node is a DAG without a record. */
async function recordOfSingle(
  { store, options }: Reader,
  id: string,
  { counts, total }: DagTally,
): Promise<DagDocument | undefined> {
  const task = await store.tasks.findOne({ dagId: id }, { ...options, projection: { payload: 0, result: 0 } })
  if (task === null) return undefined
  const { settledAt } = task
  return {
    _id: id,
    pushId: task.pushId,
    taskCount: total,
    createdAt: task.createdAt,
    purgeAt: task.purgeAt,
    revision: 0,
    ...(settledAt === undefined
      ? {}
      : {
          finishedAt: settledAt,
          outcome: outcomeOf({
            FAILED: (counts.failed ?? 0) + (counts['failed-upstream'] ?? 0) + (counts.expired ?? 0),
            CANCELLED: counts.cancelled ?? 0,
          }),
        }),
  }
}

async function readWaitsFor({ store }: Reader, id: string): Promise<DagDetail['waitsFor']> {
  const ids = await readFrontierIds(store, id, namedAtMost)
  const facts = await Promise.all(ids.map((each) => readTaskFacts(store, each)))
  return (
    facts
      .filter((each) => each !== undefined)
      // What has settled meanwhile is not waited for any more.
      .filter(({ task: { state } }) => state === 'CREATED' || state === 'RUNNING')
      .map(explain)
      .map(({ id: taskId, name, summary }) => ({ id: taskId, name, summary }))
  )
}

/** What failed by itself: without a root cause elsewhere. */
async function readRootCauses({ store, options }: Reader, dagId: string): Promise<DagDetail['rootCauses']> {
  const failed = await store.tasks
    .find({ dagId, state: { $in: ['FAILED', 'EXPIRED'] }, rootCause: { $exists: false } }, options)
    .project<RowDocument>(rowFields)
    .limit(namedAtMost)
    .toArray()
  return failed.map((task) => {
    const { id, name, error = '' } = toTaskRow(task, new Set())
    return { id, name, error }
  })
}
