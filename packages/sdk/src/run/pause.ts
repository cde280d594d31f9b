import { setTimeout as delay } from 'node:timers/promises'

/** The longest time that a timer takes; beyond it, Node makes it one millisecond. */
const longestTimer = 2_147_483_647

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
    await delay(Math.min(milliseconds, longestTimer), undefined, {
      ref: !background,
      ...(signal === undefined ? {} : { signal }),
    })
  } catch {
    // Aborted: the caller looks at its signal.
  }
}
