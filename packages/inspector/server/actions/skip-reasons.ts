import type { BulkReport } from '@taskloom/sdk'

type SkipReason = BulkReport['failures'][number]['reason']

/** Why the SDK left a task alone, for people. */
export const skipReasons: Readonly<Record<SkipReason, string>> = {
  state: 'is in another state',
  'not-found': 'not found',
  'not-scheduled': 'does not wait for its time',
  upstream: 'what ended it still stands',
  'dependency-missing': 'something that it needs is gone',
}
