/** One run of a task, as a worker process writes it down. */
export interface RunRecord {
  readonly task: string
  readonly attempt: number
  /** The results of its dependencies, which are their ids. */
  readonly before: readonly string[]
  /** By a clock that all processes of the machine share, in microseconds. */
  readonly startedAt: number
  readonly endedAt?: number
}

/** The collection in which a process writes its runs down. */
export function recordsOf(pid: number): string {
  return `runs-${pid}`
}

/** What each task is there to do. It is done under the id of the task, so that a repeat does no harm. */
export interface Effect {
  readonly _id: string
  readonly times: number
}

/** The collection of the effects. */
export const effects = 'effects'
