import type { ActionWork } from './action-work.ts'

/** Pauses or resumes a DAG or a definition. */
export async function pauseOrResume({ open: { loom }, job, request }: ActionWork): Promise<void> {
  const { kind, target } = request
  if ('dag' in target || 'dags' in target) {
    const dags = 'dags' in target ? [...new Set(target.dags)] : [target.dag]
    for (const [place, id] of dags.entries()) {
      const dag = loom.dag(id)
      await (kind === 'pause' ? dag.pause() : dag.resume())
      job.note('changed')
      job.progress(place + 1, dags.length)
    }
    return
  }
  if ('type' in target) await (kind === 'pause' ? loom.pause(target.type) : loom.resume(target.type))
  job.note('changed')
  job.progress(1, 1)
}
