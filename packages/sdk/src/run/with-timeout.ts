import { TaskloomError } from '../errors.ts'

/** What a timeout is for. */
export interface Timed {
  readonly id: string
  readonly name: string
  readonly attempt: number
  /** Milliseconds; undefined for no limit. */
  readonly timeout: number | undefined
}

/**
 * Runs a handler, but waits no longer than the attempt may take: then its signal is aborted, and the attempt
 * has failed, whatever the handler goes on to do.
 * @throws TaskloomError `TIMEOUT`, also as the reason of the signal.
 */
export async function withTimeout<Result>(
  run: (signal: AbortSignal) => Promise<Result>,
  task: Timed,
): Promise<Result> {
  const controller = new AbortController()
  const { timeout } = task
  if (timeout === undefined) return run(controller.signal)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = timedOut(task, timeout)
      controller.abort(error)
      reject(error)
    }, timeout)
  })
  try {
    return await Promise.race([run(controller.signal), late])
  } finally {
    clearTimeout(timer)
  }
}

function timedOut({ id, name, attempt }: Timed, timeout: number): TaskloomError {
  return new TaskloomError(
    'TIMEOUT',
    `Attempt ${attempt} of task \`${name}\` (${id}) took longer than its timeout of ${timeout} ms.`,
    { details: { id, task: name, attempt, timeout } },
  )
}
