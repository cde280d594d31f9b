import type { AnyTaskDefinition, Handler, Loom } from '@taskloom/sdk'

export interface DrainTasks {
  readonly definition: AnyTaskDefinition & { handle(run: () => Promise<void>): Handler }
  readonly count: number
  readonly concurrency: number
  readonly signal: AbortSignal
}

/**
 * Works off so many tasks with handlers that do nothing. Returns the milliseconds until all are settled, and the
 * resolver of the process has nothing left to do.
 */
export async function drainTasks(
  loom: Loom,
  { definition, count, concurrency, signal }: DrainTasks,
): Promise<number> {
  const drained = new AbortController()
  let begun = 0
  const handler = definition.handle(async () => {
    begun += 1
    if (begun === count) drained.abort()
  })
  const problems: unknown[] = []
  const worker = loom.worker([handler], {
    concurrency,
    signal: AbortSignal.any([drained.signal, signal]),
    onError: (error) => problems.push(error),
  })
  const started = performance.now()
  await worker.run()
  const milliseconds = performance.now() - started
  signal.throwIfAborted()
  if (problems.length > 0)
    throw new AggregateError(problems, `The worker reported ${problems.length} errors.`)
  const finished = await loom.count(definition, { state: 'FINISHED' })
  if (finished !== count) throw new Error(`${finished} tasks of ${count} are finished after the drain.`)
  return milliseconds
}
