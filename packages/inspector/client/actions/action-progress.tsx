import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'

import type { ActionJob } from '../api/wire.ts'
import { Button } from '../components/button.tsx'
import { formatCount } from '../format/count.ts'
import { useSession, useTopic } from '../session.ts'
import { useStore } from '../store.ts'
import { startedActions, unfollow } from './action-request.ts'
import { UndoButton } from './undo-button.tsx'

import styles from './action-dialog.module.css'

const stayMilliseconds = 8_000

/** The actions that run on the server, and for a while how they ended. */
export function ActionProgress() {
  const started = useStore(startedActions)
  return started.map(({ id, title, onDone }) => <StartedJob key={id} id={id} title={title} onDone={onDone} />)
}

interface StartedJobProps {
  readonly id: string
  readonly title: string
  readonly onDone: ((job: ActionJob) => void) | undefined
}

function StartedJob({ id, title, onDone }: StartedJobProps) {
  const { queries, request } = useSession()
  const { data: job } = useQuery({
    ...queries.action(id),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 1_000 : false),
  })
  const stop = useMutation({ mutationFn: () => request('stopAction', { id }) })
  useTopic(`action:${id}`)
  const state = job?.state ?? 'running'
  useEnding(job, onDone)
  return (
    <div role="status" className={styles['job']}>
      <div className={styles['jobLine']}>
        <strong>{titleOf(title, job)}</strong>
        {state === 'running' ? (
          <Button tone="quiet" disabled={stop.isPending} onClick={() => stop.mutate()}>
            Stop
          </Button>
        ) : (
          <Button tone="quiet" aria-label="Dismiss" onClick={() => unfollow(id)}>
            <X size={14} aria-hidden />
          </Button>
        )}
      </div>
      {state === 'running' && (
        <progress
          className={styles['progress']}
          aria-label={title}
          max={job === undefined ? 1 : Math.max(1, job.total)}
          value={job?.done}
        />
      )}
      {job !== undefined && state !== 'running' && <Outcome job={job} />}
    </div>
  )
}

/** Tells of the outcome once, reads anew what it may have changed, and goes by itself when all went well. */
function useEnding(job: ActionJob | undefined, onDone: StartedJobProps['onDone']): void {
  const { cache } = useSession()
  const isTold = useRef(false)
  useEffect(() => {
    if (job === undefined || job.state === 'running' || isTold.current) return
    isTold.current = true
    onDone?.(job)
    void cache.invalidateQueries({
      predicate: ({ queryKey }) => queryKey[0] !== 'action' && queryKey[0] !== 'config',
    })
  }, [job, onDone, cache])
  useEffect(() => {
    if (job?.state !== 'done' || job.failures.length > 0) return undefined
    const timer = setTimeout(() => unfollow(job.id), job.undoMilliseconds ?? stayMilliseconds)
    return () => clearTimeout(timer)
  }, [job])
}

const endings: Readonly<Record<ActionJob['state'], string>> = {
  running: '',
  done: 'done',
  failed: 'failed',
  cancelled: 'stopped',
}

function titleOf(title: string, job: ActionJob | undefined): string {
  if (job === undefined) return title
  if (job.state === 'running') return `${title}: ${formatCount(job.done)} of ${formatCount(job.total)}`
  return `${title}: ${endings[job.state]}`
}

function Outcome({ job }: { readonly job: ActionJob }) {
  const navigate = useNavigate()
  const [created] = job.created
  return (
    <>
      {job.error !== undefined && <p className={styles['refusal']}>{job.error}</p>}
      <ul>
        {job.outcomes.map(({ outcome, count }) => (
          <li key={outcome}>
            {formatCount(count)} {outcome}
          </li>
        ))}
      </ul>
      {job.failures.length > 0 && job.kind !== 'undo' && (
        <p className={styles['muted']}>What did not change is still marked.</p>
      )}
      {job.undoMilliseconds !== undefined && <UndoButton job={job} milliseconds={job.undoMilliseconds} />}
      {created !== undefined && (
        <Button onClick={() => void navigate({ to: '/tasks/$id', params: { id: created } })}>
          To the copy
        </Button>
      )}
    </>
  )
}
