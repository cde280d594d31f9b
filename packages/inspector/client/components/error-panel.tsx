import { TriangleAlert } from 'lucide-react'
import { Component, type ReactNode } from 'react'

import { toFailure, type ApiFailure } from '../api/failure.ts'
import { Button } from './button.tsx'
import { CopyButton } from './copy-button.tsx'

import styles from './message.module.css'

interface ErrorPanelProps {
  readonly error: unknown
  /** What could not be shown, such as `The tasks`. */
  readonly what: string
  readonly onRetry?: (() => void) | undefined
}

/** What went wrong, what may help, and the id under which the server has logged it. */
export function ErrorPanel({ error, what, onRetry }: ErrorPanelProps) {
  const failure = toFailure(error)
  return (
    <div role="alert" className={styles['message']}>
      <TriangleAlert className={styles['warning']} size={20} aria-hidden />
      <h2>{what} could not be shown</h2>
      <p className={styles['text']}>{failure.message}</p>
      {failure.hint !== undefined && <p className={styles['text']}>{failure.hint}</p>}
      <p className={styles['code']}>
        {failure.code}
        {failure.requestId !== undefined && ` · request ${failure.requestId}`}
      </p>
      <div className={styles['actions']}>
        {onRetry !== undefined && <Button onClick={onRetry}>Try again</Button>}
        <CopyButton text={reportOf(failure, what)} label="Copy details" />
      </div>
    </div>
  )
}

function reportOf(failure: ApiFailure, what: string): string {
  return JSON.stringify(
    {
      what,
      code: failure.code,
      status: failure.status,
      detail: failure.message,
      requestId: failure.requestId,
      address: location.href,
      stack: failure.code === 'UNEXPECTED' ? failure.stack : undefined,
    },
    null,
    2,
  )
}

interface PanelBoundaryProps {
  readonly what: string
  readonly children: ReactNode
}

/** Keeps a mistake in one panel from taking the page with it. */
export class PanelBoundary extends Component<PanelBoundaryProps, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined }

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error }
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children
    return (
      <ErrorPanel
        error={this.state.error}
        what={this.props.what}
        onRetry={() => this.setState({ error: undefined })}
      />
    )
  }
}
