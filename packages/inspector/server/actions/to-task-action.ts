import type { TaskAction } from '@taskloom/sdk'

import type { ActionKind } from '../../shared/actions.ts'
import type { ActionRequest } from './assert-offered.ts'

/** What the SDK is asked to do to single tasks, by kind; the others are done to one task or to a whole. */
const taskActions: Partial<Readonly<Record<ActionKind, (options: ActionRequest['options']) => TaskAction>>> =
  {
    retry: () => ({ kind: 'retry' }),
    rerun: () => ({ kind: 'rerun' }),
    requeue: () => ({ kind: 'requeue' }),
    delete: () => ({ kind: 'delete' }),
    cancel: ({ downstream = false }) => ({ kind: 'cancel', downstream }),
    priority: ({ priority = 2 }) => ({ kind: 'setPriority', priority }),
    extend: ({ by = 0 }) => ({ kind: 'extendExpiry', by }),
  }

/** The SDK's action; undefined for what is done to a DAG, to a definition, or to make a copy. */
export function toTaskAction({ kind, options }: ActionRequest): TaskAction | undefined {
  return taskActions[kind]?.(options)
}
