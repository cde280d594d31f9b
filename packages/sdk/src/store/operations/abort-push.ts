import { defaults } from '../../defaults.ts'
import type { TaskDocument } from '../../document/task-document.ts'
import { whereFrom } from '../../document/transitions.ts'
import { inChunks } from '../chunks.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'

/**
 * Undoes a push that was not opened.
 *
 * Before: a `STAGED` or `ABORTED` record. After: the record is `ABORTED` and none of its tasks is left; it is
 * kept for an hour, because a slow pusher may still be inserting and the sweeper looks again.
 * Returns false when the push was opened meanwhile, and then nothing was changed. Emits nothing.
 */
export async function abortPush(
  store: Store,
  push: { readonly id: string; readonly dagId: string },
): Promise<boolean> {
  await reach('push.abort')
  await store.pushes.updateOne(
    { _id: push.id, state: 'STAGED' },
    { $set: { state: 'ABORTED', purgeAt: new Date(store.clock.now().getTime() + defaults.dagRecord) } },
  )
  const opened = { _id: push.id, state: { $in: ['OPEN', 'RELEASED'] } } as const
  if ((await store.pushes.findOne(opened, { projection: { _id: 1 } })) !== null) return false
  await store.dags.deleteOne({ _id: push.dagId, pushId: push.id })
  const staged = await store.tasks
    .find({ dagId: push.dagId, ...whereFrom('release'), pushId: push.id })
    .project<Pick<TaskDocument, '_id'>>({ _id: 1 })
    .toArray()
  for (const chunk of inChunks(staged.map(({ _id }) => _id))) {
    await reach('push.abort')
    await store.contents.deleteMany({ taskId: { $in: chunk } })
    await store.tasks.deleteMany({ _id: { $in: chunk }, ...whereFrom('release'), pushId: push.id })
  }
  return true
}
