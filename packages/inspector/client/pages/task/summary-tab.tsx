import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import { viewStates } from '../../../shared/view-states.ts'
import type { TaskDetail } from '../../api/wire.ts'
import { Countdown, Elapsed } from '../../components/time.tsx'
import { WithCode } from '../../components/with-code.tsx'
import { Point } from './point.tsx'
import { StretchList } from './stretch-list.tsx'

import styles from './task.module.css'

/** Why it stands where it stands, its life so far, and its numbers. */
export function SummaryTab({ detail }: { readonly detail: TaskDetail }) {
  const { task, explanation, waited, rootCause, failure } = detail
  const isSettled = viewStates[task.view].isSettled
  return (
    <div className={styles['stack']}>
      {task.progress !== undefined && task.view === 'running' && <Progress progress={task.progress} />}
      {!isSettled && (
        <p className={styles['sentence']}>
          <WithCode text={explanation} />
        </p>
      )}
      {failure !== undefined && (
        <p className={styles['failure']}>
          {failure.code}: {failure.message}
        </p>
      )}
      {rootCause !== undefined && rootCause.id !== task.id && (
        <p>
          Because of{' '}
          <Link to="/tasks/$id" params={{ id: rootCause.id }}>
            {rootCause.name ?? 'a task'} <code>{rootCause.id}</code>
          </Link>
        </p>
      )}
      <section aria-labelledby="timeline-title">
        <h2 id="timeline-title" className={styles['sectionTitle']}>
          Timeline
        </h2>
        {waited !== undefined && (
          <p className={styles['waited']}>
            <WithCode text={waited} />
          </p>
        )}
        <StretchList stretches={detail.timeline} />
      </section>
      <Facts detail={detail} />
    </div>
  )
}

function Progress({ progress }: { readonly progress: NonNullable<TaskDetail['task']['progress']> }) {
  const share = `${Math.round(progress.fraction * 100)} %`
  return (
    <div className={styles['progress']}>
      <progress aria-label="Progress" max={1} value={progress.fraction} />
      <span>
        {share} {progress.message}
      </span>
    </div>
  )
}

function Facts({ detail: { task, purgeAt } }: { readonly detail: TaskDetail }) {
  return (
    <dl className={styles['dl']}>
      <Fact name="Pushed">
        <Point time={task.createdAt} />
      </Fact>
      {task.dueAt !== undefined && (
        <Fact name="Due">
          <Point time={task.dueAt} />
        </Fact>
      )}
      {task.startedAt !== undefined && (
        <Fact name="Started">
          <Point time={task.startedAt} />
        </Fact>
      )}
      {task.settledAt !== undefined && (
        <Fact name="Settled">
          <Point time={task.settledAt} />
          {task.startedAt !== undefined && (
            <>
              , ran <Elapsed from={task.startedAt} to={task.settledAt} />
            </>
          )}
        </Fact>
      )}
      <Fact name="Attempts">
        {task.attempt} of {task.attempts}
        {task.recoveries > 0 && `, and ${task.recoveries} recovered from lost workers`}
      </Fact>
      <Fact name="Expires">
        <Point time={task.expiresAt} />
      </Fact>
      <Fact name="Removed">
        in <Countdown until={purgeAt} over="a moment" />
      </Fact>
    </dl>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
