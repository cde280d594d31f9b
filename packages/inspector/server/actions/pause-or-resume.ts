import { toProblem } from '../http/error-response.ts'
import type { ActionWork } from './action-work.ts'

/**
 * Pauses or resumes a DAG or a definition; of several DAGs one after the other. One that does not exist, or breaks, is
 * named, and the next one is done.
 */
export async function pauseOrResume(work: ActionWork): Promise<void> {
  const { open, job, request } = work
  const { kind, target } = request
  if ('type' in target) {
    await (kind === 'pause' ? open.loom.pause(target.type) : open.loom.resume(target.type))
    job.note('changed')
    job.progress(1, 1)
    return
  }
  const dags = dagsOf(target)
  for (const [place, id] of dags.entries()) {
    if (job.signal.aborted) {
      job.cutShort()
      return
    }
    try {
      await pauseOrResumeDag(work, id)
    } catch (error) {
      job.refuse(id, toProblem(error).message)
    }
    job.progress(place + 1, dags.length)
  }
}

function dagsOf(target: ActionWork['request']['target']): string[] {
  if ('dags' in target) return [...new Set(target.dags)]
  return 'dag' in target ? [target.dag] : []
}

async function pauseOrResumeDag({ open, job, request }: ActionWork, id: string): Promise<void> {
  const tasks = await open.inspection.taskIds({ dagId: id }, { limit: 1 })
  if (tasks.length === 0) {
    job.refuse(id, 'DAG not found')
    return
  }
  const dag = open.loom.dag(id)
  await (request.kind === 'pause' ? dag.pause() : dag.resume())
  job.note('changed')
}
