import type { Handler } from '../http/call.ts'
import { Problem } from '../http/problem.ts'
import { dagFilterOf } from './read-filter.ts'

const sorts = ['created', '-created'] as const

/** A page of the DAG list. */
export const dags: Handler<'dags'> = async ({ query: { q, sort, cursor, limit } }, { database }) => {
  const { inspection } = await database.use()
  const order = sort === undefined ? undefined : sorts.find((each) => each === sort)
  if (sort !== undefined && order === undefined)
    throw new Problem('SORT_NOT_OFFERED', `There is no order ${sort}. There is ${sorts.join(', ')}.`)
  return inspection.dags({
    selection: dagFilterOf(q, inspection),
    limit,
    ...(order === undefined ? {} : { sort: order }),
    ...(cursor === undefined ? {} : { cursor }),
  })
}
