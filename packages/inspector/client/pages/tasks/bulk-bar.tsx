import { useState } from 'react'

import { actions, type ActionKind } from '../../../shared/actions.ts'
import { ActionButton } from '../../actions/action-button.tsx'
import type { TaskRow } from '../../api/wire.ts'
import { Button } from '../../components/button.tsx'
import { counted } from '../../format/count.ts'
import { useMay } from '../../shell/use-config.ts'

import styles from './tasks.module.css'

interface BulkBarProps {
  readonly marked: ReadonlySet<string>
  readonly rows: readonly Pick<TaskRow, 'id' | 'view'>[]
  readonly onMark: (ids: Iterable<string>) => void
  /** The filter of the list; everything that fits it can be meant too, once all that is loaded is marked. */
  readonly filter: string
}

const offered: readonly ActionKind[] = ['retry', 'cancel', 'requeue', 'priority', 'extend', 'delete']

/** What can be done to the marked tasks; only what makes sense in the state of at least one of them. */
export function BulkBar({ marked, rows, onMark, filter }: BulkBarProps) {
  const may = useMay()
  const [isWhole, setWhole] = useState(false)
  if (isWhole && marked.size === 0) setWhole(false)
  if (marked.size === 0) return null
  const canBeWhole = filter !== '' && rows.every(({ id }) => marked.has(id))
  const states = new Set(rows.filter(({ id }) => marked.has(id)).map(({ view }) => view))
  const isAll = isWhole && canBeWhole
  const subject = isAll ? 'everything that fits the filter' : counted(marked.size, 'task')
  return (
    <div role="toolbar" aria-label="Marked tasks" className={styles['bulk']}>
      <strong>{isAll ? 'Everything that fits the filter' : `${subject} marked`}</strong>
      {canBeWhole && (
        <Button tone="quiet" aria-pressed={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Only what is loaded' : 'Everything that fits the filter'}
        </Button>
      )}
      {offered.map((kind) => (
        <ActionButton
          key={kind}
          action={{
            kind,
            target: isAll ? { filter } : { tasks: [...marked] },
            subject,
            onDone: (job) => onMark(job.failures.map(({ id }) => id)),
          }}
          refusal={may(kind) ?? misfit(kind, states)}
        />
      ))}
      <Button tone="quiet" onClick={() => onMark([])}>
        Unmark
      </Button>
    </div>
  )
}

function misfit(kind: ActionKind, states: ReadonlySet<TaskRow['view']>): string | undefined {
  return actions[kind].from.some((state) => states.has(state))
    ? undefined
    : 'None of them is in a state for it.'
}
