import type { TimeOptions } from '@taskloom/sdk'

/** Renewed often, so that a renewal can be waited for; lost when the test moves time on. */
export const crashTimes: TimeOptions = { lease: '20s', renewal: '100ms' }
