import type { Handler } from '../http/call.ts'

/** How far an action is. */
export const readAction: Handler<'action'> = async ({ id }, { jobs }) => jobs.get(id).describe()
