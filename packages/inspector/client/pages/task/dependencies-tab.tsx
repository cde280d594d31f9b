import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import type { TaskDetail } from '../../api/wire.ts'
import { Button } from '../../components/button.tsx'
import { JsonView } from '../../components/json/json-view.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { formatCapped } from '../../format/count.ts'
import { shortId } from '../tasks/task-columns.tsx'
import { ruleOf } from './group-rule.ts'
import { NeighbourhoodPicture } from './neighbourhood-picture.tsx'

import text from '../../components/text.module.css'
import styles from './task.module.css'

type Dependency = TaskDetail['dependencies'][number]

/** What it depends on, by group and with its results, and what depends on it. */
export function DependenciesTab({ detail }: { readonly detail: TaskDetail }) {
  const { groups, dependencies, dependents, dependentsTotal } = detail
  return (
    <div className={styles['stack']}>
      <NeighbourhoodPicture detail={detail} />
      {groups.map((group) => (
        <section key={group.name} aria-label={group.name}>
          <h2 className={styles['sectionTitle']}>
            {group.name} <span className={text['muted']}>{ruleOf(group)}</span>
          </h2>
          <ul className={styles['neighbours']}>
            {dependencies
              .filter((dependency) => dependency.group === group.name)
              .map((dependency) => (
                <DependencyItem key={dependency.id} dependency={dependency} />
              ))}
          </ul>
        </section>
      ))}
      {dependents.length > 0 && (
        <section aria-labelledby="dependents-title">
          <h2 id="dependents-title" className={styles['sectionTitle']}>
            Dependents <span className={text['muted']}>{formatCapped(dependentsTotal)}</span>
          </h2>
          <ul className={styles['neighbours']}>
            {dependents.map((dependent) => (
              <DependencyItem key={`${dependent.id} ${dependent.group}`} dependency={dependent} />
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

function DependencyItem({ dependency }: { readonly dependency: Dependency }) {
  const { id, task, result, isResultCut, isResultLeftOut } = dependency
  const [isOpen, setOpen] = useState(false)
  return (
    <li>
      <div className={styles['neighbour']}>
        {task === undefined ? (
          <span className={text['muted']}>Removed</span>
        ) : (
          <StateBadge state={task.view} />
        )}
        <Link to="/tasks/$id" params={{ id }} className={text['link']} title={id}>
          {task?.name} <span className={`${text['mono']} ${text['muted']}`}>{shortId(id)}</span>
        </Link>
        {result !== undefined && (
          <Button tone="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Hide result' : 'Result'}
          </Button>
        )}
        {isResultLeftOut === true && <span className={text['muted']}>The task shows its result.</span>}
      </div>
      {isOpen && (
        <>
          <JsonView value={result} label={`Result of ${id}`} isBare />
          {isResultCut === true && (
            <p className={text['muted']}>The result is cut; the task has all of it.</p>
          )}
        </>
      )}
    </li>
  )
}
