import type { TaskState } from '../../document/states.ts'
import type { TaskDocument } from '../../document/task-document.ts'
import { whereOpen, whereVisible } from '../../document/transitions.ts'
import { inChunks } from '../chunks.ts'
import { finisherHold } from '../finisher-hold.ts'
import type { Store } from '../store.ts'
import { readDownstream, readGraph } from './downstream.ts'

/** What is remembered of a task before something is done to it, or to one that it depends on. */
export interface TracedTask extends Pick<TaskDocument, 'dagId' | 'priority' | 'revision' | 'attempt'> {
  readonly id: string
  readonly state: TaskState
  /** Whether it waits as it was pushed: a retry makes exactly that of it. */
  readonly isUntouched: boolean
  /** Whether it is the finisher of its DAG. */
  readonly isFinisher: boolean
  /** Whether it is kept until all others of its DAG have settled. */
  readonly isHeldFinisher: boolean
  readonly dependencies: readonly string[]
}

const fields = {
  dagId: 1,
  state: 1,
  priority: 1,
  revision: 1,
  attempt: 1,
  recoveries: 1,
  dueAt: 1,
  startsAt: 1,
  winners: 1,
  'growths.id': 1,
  finisher: 1,
  holds: 1,
  'dependencies.id': 1,
} as const

type Row = Pick<
  TaskDocument,
  | '_id'
  | 'dagId'
  | 'priority'
  | 'revision'
  | 'attempt'
  | 'recoveries'
  | 'dueAt'
  | 'startsAt'
  | 'winners'
  | 'growths'
  | 'finisher'
  | 'holds'
  | 'dependencies'
> & { readonly state: TaskState }

/** Reads tasks as they are now, by id; those that do not exist are left out. */
export async function readTraced(store: Store, ids: Iterable<string>): Promise<Map<string, TracedTask>> {
  const traced = new Map<string, TracedTask>()
  for (const chunk of inChunks([...ids])) {
    const rows = store.tasks.find({ _id: { $in: chunk }, ...whereVisible }).project<Row>(fields)
    for await (const row of rows) traced.set(row._id, toTraced(row))
  }
  return traced
}

/** The ids of everything that the end of some tasks may touch: what depends on them, and who finishes their DAGs. */
export async function findTouched(store: Store, ids: readonly string[]): Promise<Set<string>> {
  const roots = await readGraph(store, { by: '_id', ids })
  const below = await readDownstream(store, roots)
  const touched = new Set(below.keys())
  for (const chunk of inChunks([...new Set([...below.values()].map(({ dagId }) => dagId))])) {
    const finishers = store.tasks
      .find({ dagId: { $in: chunk }, ...whereOpen, finisher: true })
      .project<{ _id: string }>({ _id: 1 })
    for await (const { _id } of finishers) touched.add(_id)
  }
  return touched
}

function toTraced({ _id, state, dagId, priority, revision, attempt, ...row }: Row): TracedTask {
  const isFinisher = row.finisher === true
  return {
    id: _id,
    state,
    dagId,
    priority,
    revision,
    attempt,
    isUntouched: state === 'CREATED' && attempt === 0 && isPlain(row),
    isFinisher,
    isHeldFinisher: isFinisher && row.holds?.includes(finisherHold) === true,
    dependencies: row.dependencies.map(({ id }) => id),
  }
}

/** Recoveries, winners, growths, and a time that it was not pushed with: no retry brings them back after a cancel. */
function isPlain({ recoveries, dueAt, startsAt, winners, growths = [] }: Partial<Row>): boolean {
  const isAsPushed = dueAt === undefined || dueAt.getTime() === startsAt?.getTime()
  return recoveries === 0 && isAsPushed && winners === undefined && growths.length === 0
}
