import type { z } from 'zod'

import { actions, type ActionKind, type Permission } from '../../shared/actions.ts'
import type { actionPreviewRequest } from '../../shared/schemas/action.ts'
import type { Context } from '../context.ts'
import { assertPermitted } from '../http/call.ts'
import { Problem } from '../http/problem.ts'
import type { Visitor } from '../security/identity.ts'
import type { ActionJob } from './action-job.ts'

export type ActionRequest = z.output<typeof actionPreviewRequest>

/** An action that may be done. */
interface Offered {
  /** What was needed for it. */
  readonly permission: Permission
  /** The action that it undoes. */
  readonly origin: ActionJob | undefined
}

/** @throws Problem when the action may not be done, lacks something that it needs, or undoes nothing. */
export function assertOffered(request: ActionRequest, visitor: Visitor, context: Context): Offered {
  assertPermitted(visitor, 'view', context)
  const origin = 'action' in request.target ? context.jobs.get(request.target.action) : undefined
  const permission = origin?.kind === 'cancel' ? 'retry' : actions[request.kind].permission
  assertPermitted(visitor, permission, context)
  const lack = lackOf(request)
  if (lack !== undefined) throw new Problem('INVALID_REQUEST', lack)
  if (request.options.payload !== undefined) assertMaySeePayloads(visitor, context)
  return { permission, origin }
}

/** Whoever sees no payload copies the one that there is: what is shown to them is none to go on from. */
function assertMaySeePayloads(visitor: Visitor, context: Context): void {
  assertPermitted(visitor, 'payload', context)
  if (context.settings.hidePayloads)
    throw new Problem('FORBIDDEN', 'Payloads are hidden here, so a copy cannot have another one.')
}

/** What some kinds need besides, and what is said where it is missing. */
const needs: Partial<Readonly<Record<ActionKind, readonly [(request: ActionRequest) => boolean, string]>>> = {
  pause: [isForWhole, 'pause takes a DAG or a type: single tasks cannot be paused.'],
  resume: [isForWhole, 'resume takes a DAG or a type: single tasks cannot be paused.'],
  priority: [({ options }) => options.priority !== undefined, 'options.priority is missing: 1, 2 or 3.'],
  extend: [({ options }) => options.by !== undefined, 'options.by is missing: by how many milliseconds.'],
  run: [isForOne, 'run takes one task, which is cloned.'],
}

function lackOf(request: ActionRequest): string | undefined {
  if ('action' in request.target !== (request.kind === 'undo'))
    return 'undo takes an action, and nothing else takes one.'
  const [isMet, lack] = needs[request.kind] ?? []
  return isMet === undefined || isMet(request) ? undefined : lack
}

function isForWhole({ target }: ActionRequest): boolean {
  return 'dag' in target || 'dags' in target || 'type' in target
}

function isForOne({ target }: ActionRequest): boolean {
  return 'tasks' in target && target.tasks.length === 1
}
