import type { z } from 'zod'

import type { actionKind } from './schemas/action.ts'
import type { permission } from './schemas/system.ts'
import type { ViewState } from './view-states.ts'

export type ActionKind = z.infer<typeof actionKind>
export type Permission = z.infer<typeof permission>

interface ActionLook {
  readonly title: string
  readonly permission: Permission
  /** The states of tasks that it can change. */
  readonly from: readonly ViewState[]
}

const open = ['ready', 'blocked', 'scheduled', 'retrying', 'paused'] as const
const ended = ['failed', 'failed-upstream', 'cancelled', 'skipped', 'expired'] as const

/** The actions: buttons, the permission they need, and the states that they make sense in. */
export const actions: Readonly<Record<ActionKind, ActionLook>> = {
  retry: { title: 'Retry', permission: 'retry', from: ended },
  rerun: { title: 'Rerun from here', permission: 'retry', from: ['finished', ...ended] },
  cancel: { title: 'Cancel', permission: 'cancel', from: [...open, 'running'] },
  requeue: { title: 'Run now', permission: 'retry', from: ['scheduled', 'retrying'] },
  priority: { title: 'Set priority', permission: 'edit', from: open },
  extend: { title: 'Extend expiry', permission: 'edit', from: [...open, 'running'] },
  delete: { title: 'Delete', permission: 'delete', from: [...open, 'running', 'finished', ...ended] },
  pause: { title: 'Pause', permission: 'pause', from: [] },
  resume: { title: 'Resume', permission: 'pause', from: [] },
  run: { title: 'Clone and run', permission: 'run', from: ['finished', ...ended, ...open] },
  // That of a cancel makes tasks run again, and needs `retry`.
  undo: { title: 'Undo', permission: 'edit', from: [] },
}
