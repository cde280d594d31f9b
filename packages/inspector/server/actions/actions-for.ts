import type { TaskRow } from '@taskloom/sdk/inspect'

import { actions, type ActionKind } from '../../shared/actions.ts'
import type { Visitor } from '../security/identity.ts'

/** The actions that make sense for a task in its state, and that this visitor may do. */
export function actionsFor(task: Pick<TaskRow, 'view'>, visitor: Visitor): ActionKind[] {
  return (Object.keys(actions) as ActionKind[]).filter((kind) => {
    const { from, permission } = actions[kind]
    return from.includes(task.view) && visitor.permissions.has(permission)
  })
}
