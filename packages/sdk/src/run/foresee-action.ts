import { actionStates } from '../document/task-actions.ts'
import { readDownstream, type GraphTask } from '../store/read/downstream.ts'
import { foreseeEnds } from '../store/read/foresee-ends.ts'
import { planReset } from '../store/read/plan-reset.ts'
import { isReset, resetInParts, sortOut, type Applied, type Target } from './apply-action.ts'
import type { Engine } from './engine.ts'
import type { CheckedAction } from './task-action.ts'

/** What an action would do, down the graph, as things stand now. Nothing is changed. */
export async function foreseeAction(engine: Engine, action: CheckedAction, target: Target): Promise<Applied> {
  engine.assertOpen()
  if (isReset(action)) {
    const { kind } = action
    return resetInParts(target, async ({ ids, states }) => {
      const plan = await planReset(engine.store, { kind, ids, expectedStates: states })
      return plan.obstacle === undefined ? plan : { ...plan, again: [] }
    })
  }
  const { fit, skipped } = await sortOut(engine, action.kind, target)
  return { changed: fit, skipped, cascade: await foreseeCascade(engine, action, fit) }
}

async function foreseeCascade(
  { store }: Engine,
  action: CheckedAction,
  fit: readonly GraphTask[],
): Promise<GraphTask[]> {
  if (action.kind === 'delete') return foreseeEnds(store, fit, 'MISSING')
  if (action.kind !== 'cancel') return []
  if (!action.downstream) return foreseeEnds(store, fit, 'CANCELLED')
  const given = new Set(fit.map(({ _id }) => _id))
  const open: readonly string[] = actionStates.cancel
  return [...(await readDownstream(store, fit)).values()].filter(
    ({ _id, state }) => !given.has(_id) && open.includes(state),
  )
}
