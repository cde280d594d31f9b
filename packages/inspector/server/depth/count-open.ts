import type { Database } from '../database/database.ts'
import type { Sample } from './depth-samples.ts'

/** Counts tasks by state, without a claim that somebody looks; undefined where there is nothing to count with. */
export async function countOpen(database: Pick<Database, 'peek'>): Promise<Sample | undefined> {
  const inspection = database.peek()?.inspection
  if (inspection === undefined) return undefined
  const at = inspection.now()
  const { counts } = await inspection.countTasks({})
  return { at, counts }
}
