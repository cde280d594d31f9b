import type { StoredTaskOf } from '@taskloom/sdk'

import type { ChaosNode, ChaosTask, Run } from './chaos-task.ts'

/** What came of a graph under chaos. All but `tasks`, `runs` and `recoveries` should be 0. */
export interface Verdict {
  readonly tasks: number
  /** Tasks that did not finish. */
  readonly unfinished: number
  /** Runs to the end, also of attempts whose results were refused. */
  readonly runs: number
  /** Attempts that were taken from processes that had died, or seemed to have. */
  readonly recoveries: number
  /** Recorded results that no run of that task came to. */
  readonly lost: number
  /** Runs that were handed another result of a dependency than the one that is recorded. */
  readonly doubled: number
  /** Runs that began before the recorded run of a dependency had ended, or without its result. */
  readonly early: number
}

export interface ChaosRecords {
  readonly nodes: readonly ChaosNode[]
  readonly tasks: readonly StoredTaskOf<typeof ChaosTask>[]
  readonly runs: readonly Run[]
}

/** Compares what is stored with what the processes wrote down. */
export function judge({ nodes, tasks, runs }: ChaosRecords): Verdict {
  const runsById = new Map(runs.map((run) => [run._id, run]))
  const recorded = new Map(tasks.map(({ id, result }) => [id, runsById.get(result ?? '')]))
  const dependencies = new Map(nodes.map((node) => [node.id, node.dependencies.map(({ id }) => id)]))
  const expected = (run: Run): (Run | undefined)[] =>
    (dependencies.get(run.task) ?? []).map((id) => recorded.get(id))
  return {
    tasks: tasks.length,
    unfinished: nodes.length - tasks.filter(({ state }) => state === 'FINISHED').length,
    runs: runs.length,
    recoveries: tasks.reduce((sum, { recoveries }) => sum + recoveries, 0),
    lost: tasks.filter(({ id }) => recorded.get(id)?.task !== id).length,
    doubled: runs.filter((run) => {
      const ids = new Set(expected(run).map((each) => each?._id))
      return run.saw.some((seen) => !ids.has(seen))
    }).length,
    early: runs.filter((run) => {
      const before = expected(run)
      return (
        run.saw.length !== before.length ||
        before.some((each) => each === undefined || each.endedAt > run.startedAt)
      )
    }).length,
  }
}

export function isSound({ unfinished, lost, doubled, early }: Verdict): boolean {
  return unfinished + lost + doubled + early === 0
}
