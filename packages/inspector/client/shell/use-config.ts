import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'

import { actions, type ActionKind, type Permission } from '../../shared/actions.ts'
import type { Config } from '../api/wire.ts'
import { setClock } from '../live/clock.ts'
import { useSession } from '../session.ts'
import { useStore } from '../store.ts'
import { productTitle } from './page-title.ts'

/** What the server says of itself and of what this reader may do; undefined until it has answered. */
export function useConfig(): Config | undefined {
  const { queries } = useSession()
  const { data, dataUpdatedAt } = useQuery(queries.config())
  const serverTime = data?.now
  useEffect(() => {
    if (serverTime !== undefined) setClock(serverTime, dataUpdatedAt)
  }, [serverTime, dataUpdatedAt])
  const title = data?.title
  useEffect(() => {
    if (title !== undefined) productTitle.set(title)
  }, [title])
  return data
}

/** Whether the server or its database is away: what is shown is what was last known. */
export function useIsAway(): boolean {
  const { database, live } = useSession()
  const [status, { status: databaseStatus }] = [useStore(live.status), useStore(database)]
  return status === 'offline' || databaseStatus === 'down'
}

/** Whether an action may be asked for, and if not, why: the sentence stands on the button. */
export function useMay(): (action: ActionKind) => string | undefined {
  const config = useConfig()
  const isAway = useIsAway()
  return (action) => {
    if (config === undefined) return 'The server has not answered yet.'
    if (isAway) return 'There is no connection.'
    if (config.isReadOnly) return config.readOnlyReason ?? 'This inspector is read-only.'
    return lacks(config.permissions, actions[action].permission)
  }
}

function lacks(permissions: readonly Permission[], wanted: Permission): string | undefined {
  return permissions.includes(wanted) ? undefined : `You are not permitted to ${wanted} tasks.`
}
