import type { TaskDocument } from '../../document/task-document.ts'
import { whereFrom } from '../../document/transitions.ts'
import { flagAll, type Flagged } from '../flags.ts'
import type { Store } from '../store.ts'
import { transitionUpdate } from '../transition-update.ts'
import { reach } from '../write-points.ts'
import { keepExtensions } from './extend-task.ts'
import type { Held } from './renew-leases.ts'

/**
 * Lets a claimed task wait for what its dependencies were extended by, where it came in at the same moment as they.
 *
 * Before: `RUNNING` under the given token. After: blocked with `recheck`, and the attempt does not count. A task
 * that is no longer held is not touched. Returns the flags to resolve. Emits nothing.
 */
export async function waitForMore(
  store: Store,
  { id, token }: Held,
  { dependencies, groups, purgeAt }: Pick<TaskDocument, 'dependencies' | 'groups' | 'purgeAt'>,
): Promise<Flagged[]> {
  await keepExtensions(store, dependencies, purgeAt)
  const flag = store.unique()
  const set = { dependencies, groups, blocked: true as const, recheck: flag }
  const update = transitionUpdate('giveBack', { set })
  await reach('give-back.write')
  await store.tasks.updateOne(
    { _id: id, ...whereFrom('giveBack'), 'lease.token': token },
    {
      ...update,
      $inc: { attempt: -1, revision: 1 },
      $currentDate: { ...update.$currentDate, flaggedAt: true },
    },
  )
  return flagAll('recheck', [id], flag)
}
