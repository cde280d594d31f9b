import { lazy, Suspense, type ReactNode } from 'react'

import type { DagRow } from '../../../api/wire.ts'
import { useThemeName } from '../../../preferences/theme-colours.ts'
import { useIsAway } from '../../../shell/use-config.ts'
import { useLingering } from './use-lingering.ts'

const DagPicture = lazy(async () => ({ default: (await import('./dag-picture.tsx')).DagPicture }))

/** Larger ones would take too long for a glance, and one task is no picture. */
const [leastTasks, mostTasks] = [2, 2_000]

interface DagPeekProps {
  readonly rows: readonly DagRow[]
  /** The place of the row that the keys are at; -1 for none. */
  readonly active: number
  readonly className: string | undefined
  readonly children: ReactNode
}

/** Around a list of DAGs: shows a small picture of the one at whose row the reader stays. */
export function DagPeek({ rows, active, className, children }: DagPeekProps) {
  const theme = useThemeName()
  const { at, handlers } = useLingering(active)
  const dag = at === undefined ? undefined : rows[at.aim.place]
  const isAway = useIsAway()
  const isShown = !isAway && dag !== undefined && dag.taskCount >= leastTasks && dag.taskCount <= mostTasks
  return (
    <div className={className} {...handlers}>
      {children}
      {isShown && at !== undefined && (
        <Suspense fallback={null}>
          <DagPicture key={`${theme} ${dag.id}`} dagId={dag.id} row={at.row} x={at.aim.x} />
        </Suspense>
      )}
    </div>
  )
}
