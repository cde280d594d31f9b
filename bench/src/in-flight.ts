/** Work that is done many times, with so many under way at once. */
export interface InFlight {
  readonly count: number
  readonly width: number
  readonly signal: AbortSignal
}

/** Runs the work for each index; when it rejects, nothing of it is under way any more. Returns the milliseconds. */
export async function inFlight(
  { count, width, signal }: InFlight,
  work: (index: number) => Promise<unknown>,
): Promise<number> {
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < count) {
      signal.throwIfAborted()
      next += 1
      await work(next - 1)
    }
  }
  const started = performance.now()
  const lanes = await Promise.allSettled(Array.from({ length: width }, lane))
  const milliseconds = performance.now() - started
  const failed = lanes.find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
  return milliseconds
}
