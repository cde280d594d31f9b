import type { ErrorComponentProps } from '@tanstack/react-router'

import { ErrorPanel } from './error-panel.tsx'

/** Stands in for a page that broke, or whose part of the program could not be fetched. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return <ErrorPanel error={error} what="This page" onRetry={reset} />
}
