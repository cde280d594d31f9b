import { useState } from 'react'

import type { TaskDetail, TaskError } from '../../api/wire.ts'
import { counted } from '../../format/count.ts'
import { errorLines } from './error-lines.ts'
import { diffLines, type DiffLine } from './line-diff.ts'

import text from '../../components/text.module.css'
import styles from './compare-attempts.module.css'
import task from './task.module.css'

/** An attempt that failed. */
export interface FailedAttempt {
  readonly attempt: number
  readonly error: TaskError
}

/** Every attempt that failed, the last one too, in their order. */
export function failedAttempts({ task, attempts, failure }: TaskDetail): readonly FailedAttempt[] {
  return failure === undefined ? attempts : [...attempts, { attempt: task.attempt, error: failure }]
}

/** The error of one attempt against that of another: what differs, and how much does not. */
export function CompareAttempts({ failed }: { readonly failed: readonly FailedAttempt[] }) {
  const [one, setOne] = useState(failed.length - 2)
  const [other, setOther] = useState(failed.length - 1)
  const [left, right] = [failed[one], failed[other]]
  if (left === undefined || right === undefined) return null
  const lines = diffLines(errorLines(left.error), errorLines(right.error))
  const different = lines.filter(({ side }) => side !== 'both').length
  return (
    <section aria-labelledby="compare-title">
      <h2 id="compare-title" className={task['sectionTitle']}>
        Compare attempts
      </h2>
      <p className={styles['compared']}>
        <AttemptChoice label="Attempt to compare" failed={failed} place={one} onPlace={setOne} /> with{' '}
        <AttemptChoice label="Attempt to compare with" failed={failed} place={other} onPlace={setOther} />
        <span role="status" className={text['muted']}>
          {different === 0 ? 'They failed alike.' : `They differ in ${counted(different, 'line')}.`}
        </span>
      </p>
      {different > 0 && <Difference lines={lines} left={left.attempt} right={right.attempt} />}
    </section>
  )
}

interface AttemptChoiceProps {
  readonly label: string
  readonly failed: readonly FailedAttempt[]
  readonly place: number
  readonly onPlace: (place: number) => void
}

function AttemptChoice({ label, failed, place, onPlace }: AttemptChoiceProps) {
  return (
    <select
      aria-label={label}
      className={styles['choice']}
      value={place}
      onChange={(event) => onPlace(Number(event.target.value))}
    >
      {failed.map(({ attempt }, each) => (
        <option key={attempt} value={each}>
          Attempt {attempt}
        </option>
      ))}
    </select>
  )
}

interface DifferenceProps {
  readonly lines: readonly DiffLine[]
  readonly left: number
  readonly right: number
}

const signs = { both: ' ', one: '−', other: '+' } as const

/** Shared lines at a distance from every difference are only counted. */
function Difference({ lines, left, right }: DifferenceProps) {
  const words = { both: '', one: `only in attempt ${left}: `, other: `only in attempt ${right}: ` } as const
  return (
    <ol className={styles['difference']}>
      {folded(lines).map((part, place) => (
        // The same line may stand in several places.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={place} data-side={typeof part === 'number' ? 'folded' : part.side}>
          {typeof part === 'number' ? (
            `${counted(part, 'line')} alike`
          ) : (
            <>
              <span aria-hidden>{signs[part.side]} </span>
              <span className="visually-hidden">{words[part.side]}</span>
              {part.text}
            </>
          )}
        </li>
      ))}
    </ol>
  )
}

const nearBy = 2

/** Lines, and for those that are left out their number. */
function folded(lines: readonly DiffLine[]): readonly (DiffLine | number)[] {
  const isNear = (place: number): boolean =>
    lines.slice(Math.max(0, place - nearBy), place + nearBy + 1).some(({ side }) => side !== 'both')
  const parts: (DiffLine | number)[] = []
  for (const [place, line] of lines.entries()) {
    const last = parts.at(-1)
    if (isNear(place)) parts.push(line)
    else if (typeof last === 'number') parts[parts.length - 1] = last + 1
    else parts.push(1)
  }
  return parts
}
