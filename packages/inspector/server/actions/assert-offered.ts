import type { z } from 'zod'

import { actions, type ActionKind } from '../../shared/actions.ts'
import type { actionPreviewRequest } from '../../shared/schemas/action.ts'
import type { Context } from '../context.ts'
import { assertPermitted } from '../http/call.ts'
import { Problem } from '../http/problem.ts'
import type { Visitor } from '../security/identity.ts'

export type ActionRequest = z.output<typeof actionPreviewRequest>

/** @throws Problem when the action may not be done, or lacks something that it needs. */
export function assertOffered(request: ActionRequest, visitor: Visitor, context: Context): void {
  assertPermitted(visitor, actions[request.kind].permission, context)
  const lack = lackOf(request)
  if (lack !== undefined) throw new Problem('INVALID_REQUEST', lack)
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
  const [isMet, lack] = needs[request.kind] ?? []
  return isMet === undefined || isMet(request) ? undefined : lack
}

function isForWhole({ target }: ActionRequest): boolean {
  return 'dag' in target || 'dags' in target || 'type' in target
}

function isForOne({ target }: ActionRequest): boolean {
  return 'tasks' in target && target.tasks.length === 1
}
