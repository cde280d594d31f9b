import { Link } from '@tanstack/react-router'

import { viewStates } from '../../../shared/view-states.ts'
import type { TaskDetail } from '../../api/wire.ts'
import { StateGlyph } from '../../components/state-badge.tsx'
import { formatCapped } from '../../format/count.ts'
import { standingMeanings } from '../../graph/analysis/standing.ts'
import { shortId } from '../tasks/task-columns.tsx'
import { dependenciesOf, dependentsOf, type PicturedSide, type PicturedTask } from './neighbourhood.ts'

import text from '../../components/text.module.css'
import styles from './neighbourhood-picture.module.css'

/** Pixels from one task to the next below it; see the styles. */
const rowHeight = 34
const linesWidth = 32

/**
 * A task between what it depends on and what depends on it. The links are lists that say all that is seen; the
 * lines alone are for the eye.
 */
export function NeighbourhoodPicture({ detail }: { readonly detail: TaskDetail }) {
  const [before, after] = [dependenciesOf(detail), dependentsOf(detail)]
  const height = Math.max(rowsOf(before), rowsOf(after)) * rowHeight
  return (
    <div className={styles['picture']} role="group" aria-label="Around it">
      {before.tasks.length > 0 && (
        <>
          <Side label="It depends on" side={before} />
          <Lines side={before} height={height} />
        </>
      )}
      <div className={styles['centre']}>
        <StateGlyph state={detail.task.view} />
        <span className={text['line']}>{detail.task.name}</span>
      </div>
      {after.tasks.length > 0 && (
        <>
          <Lines side={after} height={height} isAfter />
          <Side label="Depend on it" side={after} />
        </>
      )}
    </div>
  )
}

function rowsOf({ tasks, more }: PicturedSide): number {
  return tasks.length + (more.count > 0 ? 1 : 0)
}

function Side({ label, side }: { readonly label: string; readonly side: PicturedSide }) {
  return (
    <ul className={styles['side']} aria-label={label}>
      {side.tasks.map((each) => (
        <li key={each.id}>
          <Node {...each} />
        </li>
      ))}
      {side.more.count > 0 && <li className={text['muted']}>+{formatCapped(side.more)} more</li>}
    </ul>
  )
}

/** Leads on to the same picture of another task. */
function Node({ id, task, standing }: PicturedTask) {
  const name = `${task?.name ?? 'Removed'} ${shortId(id)}`
  const state = task === undefined ? '' : `${viewStates[task.view].word}, `
  const words = `${name}: ${state}${standingMeanings[standing]}`
  return (
    <Link
      to="/tasks/$id"
      params={{ id }}
      search={{ tab: 'dependencies' }}
      className={styles['node']}
      aria-label={words}
      title={words}
    >
      {task !== undefined && <StateGlyph state={task.view} />}
      <span className={text['line']}>{name}</span>
    </Link>
  )
}

interface LinesProps {
  readonly side: PicturedSide
  readonly height: number
  readonly isAfter?: boolean
}

/** From each task of a side to the one in the middle, or from that to each; the look is that of the graph. */
function Lines({ side, height, isAfter = false }: LinesProps) {
  const middle = height / 2
  const first = middle - ((rowsOf(side) - 1) * rowHeight) / 2
  return (
    <svg className={styles['lines']} width={linesWidth} height={height} aria-hidden="true" focusable="false">
      {side.tasks.map(({ id, standing }, place) => {
        const y = first + place * rowHeight
        const [from, to] = isAfter ? [middle, y] : [y, middle]
        return <path key={id} data-standing={standing} d={lineOf(from, to, standing === 'broken')} />
      })}
    </svg>
  )
}

/** A line with a tip; one that will never give what was asked has a cross half-way. */
function lineOf(from: number, to: number, hasCross: boolean): string {
  const [half, end, centre] = [linesWidth / 2, linesWidth - 1, (from + to) / 2]
  const cross = `M${half - 4} ${centre - 4}l8 8m0-8l-8 8`
  return `M1 ${from}C${half} ${from} ${half} ${to} ${end} ${to}m-5-4l5 4l-5 4${hasCross ? cross : ''}`
}
