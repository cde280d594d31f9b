import type { RouteName } from '../../shared/routes.ts'
import type { Context } from '../context.ts'
import type { Call } from '../http/call.ts'

/** Names the state of an answer without making it; undefined when there is none. */
type Version<Name extends RouteName> = (call: Call<Name>, context: Context) => Promise<string | undefined>

/** The routes whose answers are costly, and known to be unchanged at little cost. */
export const versions: { readonly [Name in RouteName]?: Version<Name> } = {
  dagGraph: async ({ id, query }, { database }) => {
    const { inspection } = await database.use()
    const version = await inspection.dagVersion(id)
    return version === undefined ? undefined : `${version.topology}:${version.state}:${query.limit}`
  },
}
