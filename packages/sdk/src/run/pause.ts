import { setTimeout as delay } from 'node:timers/promises'

/**
 * Waits, but no longer than until the signal aborts; it never throws.
 * With `background` it does not keep the process alive.
 */
export async function pause(
  milliseconds: number,
  signal?: AbortSignal,
  { background = false }: { readonly background?: boolean } = {},
): Promise<void> {
  try {
    await delay(milliseconds, undefined, { ref: !background, ...(signal === undefined ? {} : { signal }) })
  } catch {
    // Aborted: the caller looks at its signal.
  }
}
