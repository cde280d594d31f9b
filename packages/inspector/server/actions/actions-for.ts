import type { TaskRow } from '@taskloom/sdk/inspect'

import { actions, type ActionKind } from '../../shared/actions.ts'
import type { Settings } from '../options.ts'
import type { Visitor } from '../security/identity.ts'

/** The actions that make sense for a task in its state, and that this visitor may do. */
export function actionsFor(
  task: Pick<TaskRow, 'view' | 'name'>,
  visitor: Visitor,
  { definitions }: Pick<Settings, 'definitions'>,
): ActionKind[] {
  return (Object.keys(actions) as ActionKind[]).filter((kind) => {
    const { from, permission } = actions[kind]
    const isKnown = kind !== 'run' || definitions.some(({ name }) => name === task.name)
    return isKnown && from.includes(task.view) && visitor.permissions.has(permission)
  })
}
