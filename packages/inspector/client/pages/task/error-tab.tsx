import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import { printText } from '../../../shared/filter/print-text.ts'
import type { TaskDetail, TaskError } from '../../api/wire.ts'
import { Button } from '../../components/button.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { RelativeTime } from '../../components/time.tsx'
import { CompareAttempts, failedAttempts } from './compare-attempts.tsx'
import { framesOf } from './stack-frames.ts'

import styles from './task.module.css'

/** The error with what caused it, and the errors of the attempts before. */
export function ErrorTab({ detail }: { readonly detail: TaskDetail }) {
  const { failure, attempts, fingerprint } = detail
  const failed = failedAttempts(detail)
  if (failure === undefined && attempts.length === 0) return <EmptyState title="There is no error" />
  return (
    <div className={styles['stack']}>
      {failure !== undefined && <ErrorChain error={failure} />}
      {fingerprint !== undefined && (
        <p>
          <Link to="/tasks" search={{ q: `fingerprint:${printText(fingerprint)}` }}>
            All tasks that failed like it
          </Link>
        </p>
      )}
      {failed.length > 1 && <CompareAttempts key={failed.length} failed={failed} />}
      {attempts.length > 0 && (
        <section aria-labelledby="attempts-title">
          <h2 id="attempts-title" className={styles['sectionTitle']}>
            Attempts
          </h2>
          <ol className={styles['attempts']}>
            {attempts.map(({ attempt, at, error }) => (
              <li key={`${attempt} ${at}`}>
                <details>
                  <summary>
                    Attempt {attempt}, <RelativeTime time={at} />: {error.name}: {firstLine(error.message)}
                  </summary>
                  <ErrorChain error={error} />
                </details>
              </li>
            ))}
          </ol>
        </section>
      )}
    </div>
  )
}

function ErrorChain({ error }: { readonly error: TaskError }) {
  return (
    <div className={styles['chain']}>
      <p className={styles['failure']}>
        <strong>{error.name}</strong> {error.code}
        <br />
        {error.message}
      </p>
      {error.stack !== undefined && <Stack stack={error.stack} />}
      {error.cause !== undefined && (
        <>
          <h2 className={styles['sectionTitle']}>Caused by</h2>
          <ErrorChain error={error.cause} />
        </>
      )}
    </div>
  )
}

/** Frames of the application first; those of libraries and of Node come when they are asked for. */
function Stack({ stack }: { readonly stack: string }) {
  const [isWhole, setWhole] = useState(false)
  const frames = framesOf(stack)
  const own = frames.filter(({ isOwn }) => isOwn)
  const shown = isWhole || own.length === 0 ? frames : own
  if (frames.length === 0) return null
  return (
    <div>
      <ol className={styles['frames']}>
        {shown.map(({ text, isOwn }, place) => (
          // Two frames may be the same line, so that the place is part of what they are.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={`${place} ${text}`} data-own={isOwn}>
            {text}
          </li>
        ))}
      </ol>
      <div className={styles['actions']}>
        {shown.length < frames.length && (
          <Button tone="quiet" onClick={() => setWhole(true)}>
            {frames.length - shown.length} more frames
          </Button>
        )}
        <CopyButton text={stack} label="Copy the stack" />
      </div>
    </div>
  )
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? ''
}
