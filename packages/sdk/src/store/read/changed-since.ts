import type { Document, Filter } from 'mongodb'

import type { DagDocument, TaskDocument } from '../../document/task-document.ts'
import type { Store } from '../store.ts'

/** A task that changed, with what events are made of. */
export type ChangedTask = Pick<
  TaskDocument,
  (typeof taskFields)[number] | '_id' | 'name' | 'dagId' | 'state' | 'updatedAt'
> & { readonly groups: readonly Pick<TaskDocument['groups'][number], 'count'>[] }

const taskFields = ['ready', 'attempt', 'recoveries', 'dueAt', 'progress', 'growths', 'resetAt'] as const

/** A DAG that has finished. */
export type FinishedDag = Pick<DagDocument, '_id' | 'outcome' | 'counts'> & { readonly finishedAt: Date }

/** How many changes one look takes. */
export const changesInALook = 1_000

/** Where a look begins: at a time, after the id that was seen of that very time. */
export interface ChangePosition {
  readonly at: Date
  readonly id?: string
}

/** The tasks that changed since then, in the order of their last change; served by the index `changed`. */
export async function readChangedTasks(store: Store, position: ChangePosition): Promise<ChangedTask[]> {
  const fields = ['name', 'dagId', 'state', 'updatedAt', 'groups.count', ...taskFields]
  return store.tasks
    .find({ ...since('updatedAt', position), state: { $ne: 'STAGED' } })
    .project<ChangedTask>(Object.fromEntries(fields.map((field) => [field, 1])))
    .sort({ updatedAt: 1, _id: 1 })
    .limit(changesInALook)
    .toArray()
}

/** The DAGs that finished since then; served by the index `finished`. */
export async function readFinishedDags(store: Store, position: ChangePosition): Promise<FinishedDag[]> {
  return store.dags
    .find(since('finishedAt', position) as Filter<DagDocument>)
    .project<FinishedDag>({ outcome: 1, counts: 1, finishedAt: 1 })
    .sort({ finishedAt: 1, _id: 1 })
    .limit(changesInALook)
    .toArray()
}

function since(field: string, { at, id }: ChangePosition): Document {
  if (id === undefined) return { [field]: { $gte: at } }
  return { [field]: { $gte: at }, $or: [{ [field]: { $gt: at } }, { _id: { $gt: id } }] }
}
