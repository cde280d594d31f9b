import type { Filter } from 'mongodb'

import type { Priority } from '../../document/priority.ts'
import type { TaskState } from '../../document/states.ts'
import type { TaskDocument } from '../../document/task-document.ts'
import { whereVisible } from '../../document/transitions.ts'
import type { Store } from '../store.ts'

/** Which tasks are meant, by plain values. What is given must all hold. */
export interface TaskQuery {
  readonly names?: readonly string[]
  readonly dagId?: string
  readonly states?: readonly TaskState[]
  readonly priority?: Priority
  readonly createdBefore?: Date
  readonly createdAfter?: Date
}

/**
 * The ids of tasks, read before anything is done to the first: what is done changes what fits.
 * @param limit How many at most; all of them where it is not given.
 */
export async function selectTasks(store: Store, query: TaskQuery, limit?: number): Promise<string[]> {
  const { names, dagId, states, priority, createdBefore, createdAfter } = query
  const created = {
    ...(createdBefore === undefined ? {} : { $lt: createdBefore }),
    ...(createdAfter === undefined ? {} : { $gte: createdAfter }),
  }
  const filter: Filter<TaskDocument> = {
    ...(states === undefined ? whereVisible : { state: { $in: [...states] } }),
    ...(names === undefined ? {} : { name: { $in: [...names] } }),
    ...(dagId === undefined ? {} : { dagId }),
    ...(priority === undefined ? {} : { priority }),
    ...(Object.keys(created).length === 0 ? {} : { createdAt: created }),
  }
  const tasks = store.tasks
    .find(filter, limit === undefined ? {} : { limit })
    .project<Pick<TaskDocument, '_id'>>({ _id: 1 })
  const ids: string[] = []
  for await (const { _id } of tasks) ids.push(_id)
  return ids
}
