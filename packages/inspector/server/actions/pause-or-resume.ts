import type { ActionWork } from './action-work.ts'

/** Pauses or resumes a DAG or a definition. */
export async function pauseOrResume({ open: { loom }, job, request }: ActionWork): Promise<void> {
  const { kind, target } = request
  if ('dag' in target) {
    const dag = loom.dag(target.dag)
    await (kind === 'pause' ? dag.pause() : dag.resume())
  } else if ('type' in target) {
    await (kind === 'pause' ? loom.pause(target.type) : loom.resume(target.type))
  }
  job.note('changed')
  job.progress(1, 1)
}
