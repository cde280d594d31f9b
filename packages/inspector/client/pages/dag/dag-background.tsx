import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import type { GraphColumns } from '../../../shared/graph-columns.ts'
import type { DagDetail } from '../../api/wire.ts'
import { counted } from '../../format/count.ts'
import { useSession } from '../../session.ts'
import { shortId } from '../tasks/task-columns.tsx'

import styles from './dag-page.module.css'

interface DagBackgroundProps {
  readonly id: string
  readonly detail: DagDetail
}

/** What stands behind the state of a DAG, folded away at first: its failures, what it waits for, its metadata. */
export function DagBackground({ id, detail: { rootCauses, waitsFor, metadata } }: DagBackgroundProps) {
  const [isOpen, setOpen] = useState(false)
  const titles = [
    rootCauses.length > 0 && 'First failures',
    waitsFor.length > 0 && 'Waits for',
    metadata !== undefined && 'Metadata',
  ].filter((title) => title !== false)
  if (titles.length === 0) return null
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{titles.join(' · ')}</summary>
      {isOpen && (
        <div className={styles['background']}>
          {rootCauses.length > 0 && <Failures id={id} rootCauses={rootCauses} />}
          {waitsFor.length > 0 && (
            <Tasks
              id={id}
              title="Waits for"
              tasks={waitsFor.map((task) => ({ ...task, text: task.summary }))}
            />
          )}
          {metadata !== undefined && (
            <section>
              <h2>Metadata</h2>
              <pre>{JSON.stringify(metadata, null, 2)}</pre>
            </section>
          )}
        </div>
      )}
    </details>
  )
}

interface FailuresProps extends Pick<DagDetail, 'rootCauses'> {
  readonly id: string
}

/** What failed by itself, and how many it took along: that only the graph knows. */
function Failures({ id, rootCauses }: FailuresProps) {
  const { queries } = useSession()
  const { data: graph } = useQuery({ ...queries.dagGraph(id), structuralSharing: false })
  const tasks = rootCauses.map((task) => {
    const along = graph === undefined ? 0 : takenAlong(graph, task.id)
    return {
      ...task,
      text: along === 0 ? task.error : `${task.error} (took ${counted(along, 'task')} along)`,
    }
  })
  return <Tasks id={id} title="First failures" tasks={tasks} />
}

function takenAlong({ ids, rootCauses }: GraphColumns, task: string): number {
  const place = ids.indexOf(task)
  return rootCauses.filter(([, cause]) => cause === place).length
}

interface TasksProps {
  readonly id: string
  readonly title: string
  readonly tasks: readonly { readonly id: string; readonly name: string; readonly text: string }[]
}

function Tasks({ id, title, tasks }: TasksProps) {
  return (
    <section>
      <h2>{title}</h2>
      <ul aria-label={title}>
        {tasks.map((task) => (
          <li key={task.id}>
            <Link to="/dags/$id/graph" params={{ id }} search={{ task: task.id }}>
              {task.name} {shortId(task.id)}
            </Link>{' '}
            {task.text}
          </li>
        ))}
      </ul>
    </section>
  )
}
