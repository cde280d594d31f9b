import type { TestLoom } from '@taskloom/sdk/testing'

/** Lets the time go by after which everything that a dead process left counts as such, and sweeps. */
export async function recover(context: TestLoom): Promise<void> {
  await context.advance('2m')
  await context.sweep()
}
