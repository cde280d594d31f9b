import type { AnyTaskDefinition } from '@taskloom/sdk'

import type { ActionWork } from './action-work.ts'

/** Pauses or resumes a DAG or a definition. */
export async function pauseOrResume({ open: { loom }, job, request }: ActionWork): Promise<void> {
  const { kind, target } = request
  job.expect(1)
  if ('dag' in target) {
    const dag = loom.dag(target.dag)
    await (kind === 'pause' ? dag.pause() : dag.resume())
  } else if ('type' in target) {
    // Of a definition, its name is all that is looked at.
    const definition = { name: target.type } as AnyTaskDefinition
    await (kind === 'pause' ? loom.pause(definition) : loom.resume(definition))
  }
  job.note('changed')
}
