/**
 * Tells whoever wants to hear of it about an error that is dealt with here; without anybody, Node's warnings
 * say it. A listener that throws is warned of, and changes nothing.
 */
export function reportError(error: unknown, listener: ((error: unknown) => void) | undefined): void {
  if (listener === undefined) {
    warn('A worker could not reach its database, and tries again', error)
    return
  }
  try {
    listener(error)
  } catch (thrown) {
    warn('The `onError` of a worker threw', thrown)
  }
}

/** The same for what is no error. */
export function reportWarning<Warning extends { readonly code: string; readonly message: string }>(
  warning: Warning,
  listener: ((warning: Warning) => void) | undefined,
): void {
  if (listener === undefined) {
    process.emitWarning(warning.message, { code: `TASKLOOM_${warning.code}` })
    return
  }
  try {
    listener(warning)
  } catch (thrown) {
    warn('The `onWarning` of a worker threw', thrown)
  }
}

function warn(what: string, error: unknown): void {
  const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  process.emitWarning(`${what}: ${why}`, { code: 'TASKLOOM_WORKER' })
}
