import type { Handler } from '../http/call.ts'

/** What the rollups say of a time, and, of all definitions together, how many tasks were open. */
export const series: Handler<'series'> = async ({ query: { window, name } }, { database, depth }) => {
  const { inspection } = await database.use()
  depth.attend()
  const read = await inspection.series({ window, ...(name === undefined ? {} : { name }) })
  const { from, step, finished } = read
  return {
    ...read,
    depth: name === undefined ? depth.within({ from, step, length: finished.length }) : { states: [] },
  }
}
