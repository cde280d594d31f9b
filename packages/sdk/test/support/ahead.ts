import type { TestLoom } from '@taskloom/sdk/testing'

import { internals } from '../../src/run/connect.ts'

/** Lets what a loom takes for the server's time be ahead of it: the server's clock was put back. */
export function setAhead({ loom }: Pick<TestLoom, 'loom'>, milliseconds: number): void {
  const clock = internals.get(loom)?.engine.store.clock
  if (clock === undefined) throw new Error('connect() did not register the loom.')
  const now = clock.now.bind(clock)
  clock.now = () => new Date(now().getTime() + milliseconds)
}
