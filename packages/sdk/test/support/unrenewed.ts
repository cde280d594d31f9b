/**
 * For a loom whose leases run out when the test says so: they are never renewed, however long the test takes.
 */
export const unrenewed = { times: { maximumRun: '1ms' } } as const
