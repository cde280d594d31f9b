import { DatabaseZap, WifiOff } from 'lucide-react'

import { Button } from '../components/button.tsx'
import { ClockTime } from '../components/time.tsx'
import { useSession } from '../session.ts'
import { useStore } from '../store.ts'

import styles from './connection-banner.module.css'

/** Says that the server or the database is away, since when and why; what is shown meanwhile is what was last known. */
export function ConnectionBanner() {
  const { live, database } = useSession()
  const status = useStore(live.status)
  const { status: databaseStatus, error, cause, since } = useStore(database)
  if (status === 'offline') {
    return (
      <div role="alert" className={styles['banner']}>
        <WifiOff size={16} aria-hidden />
        <p>
          <strong>The inspector’s server cannot be reached</strong>
          <Since time={live.awaySince} />. What you see is what was last known. It is tried again by itself.
        </p>
        <Button onClick={() => live.retryNow()}>Try now</Button>
      </div>
    )
  }
  if (databaseStatus === 'up') return null
  return (
    <div role="alert" className={styles['banner']}>
      <DatabaseZap size={16} aria-hidden />
      <div>
        <p>
          <strong>The database cannot be reached</strong>
          <Since time={since} />. What you see is what was last known. It is tried again by itself.
        </p>
        {error !== undefined && <p className={styles['error']}>{error}</p>}
        {cause !== undefined && <p>{cause}</p>}
      </div>
    </div>
  )
}

/** Not how long ago: an alert that changed every second would be read out every second. */
function Since({ time }: { readonly time: number | undefined }) {
  if (time === undefined) return null
  return (
    <>
      , since <ClockTime time={time} />
    </>
  )
}
