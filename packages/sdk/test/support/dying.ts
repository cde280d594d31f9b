import { onWritePoint, type TestLoom, type WritePoint } from '@taskloom/sdk/testing'

import { testLoom } from './test-loom.ts'

/** What a dead process says to whoever still waits for it. */
export class Died extends Error {
  override readonly name = 'Died'
}

/** From the nth time that a write point is reached on, nothing is written any more, as if the process had died. */
function dieAt(point: WritePoint, nth = 1): void {
  let [reached, isDead] = [0, false]
  onWritePoint((current) => {
    if (current === point && (reached += 1) >= nth) isDead = true
    if (isDead) throw new Died(`died at ${current}`)
  })
}

/**
 * Does something in a loom of its own on the same database, which dies at the write point; nothing of it runs
 * afterwards. Resolves with what was thrown, or undefined when the victim did not notice that it died.
 */
export async function dyingAt(
  { point, nth }: { readonly point: WritePoint; readonly nth?: number },
  context: TestLoom,
  act: (victim: TestLoom) => Promise<unknown>,
): Promise<unknown> {
  const victim = await testLoom({ database: context.database })
  dieAt(point, nth)
  try {
    return await act(victim).then(
      () => undefined,
      (error: unknown) => error,
    )
  } finally {
    await victim.loom.close().catch(() => undefined)
    onWritePoint(undefined)
  }
}
