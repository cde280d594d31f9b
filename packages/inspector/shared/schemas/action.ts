import { z } from 'zod'

import { viewState } from './parts.ts'

/** What can be done to tasks, to a DAG or to a definition; the permission that each one needs is in `actions.ts`. */
export const actionKind = z.enum([
  'retry',
  'rerun',
  'cancel',
  'requeue',
  'priority',
  'extend',
  'delete',
  'pause',
  'resume',
  'run',
  'undo',
])

/** What an action is for: tasks by id or by filter, everything of one DAG or of several, a definition, or another action. */
export const actionTarget = z.union([
  z.strictObject({ tasks: z.array(z.string()).min(1).max(10_000) }),
  z.strictObject({ filter: z.string().min(1).max(1_000) }),
  z.strictObject({ dag: z.string() }),
  z.strictObject({ dags: z.array(z.string()).min(1).max(100) }),
  z.strictObject({ type: z.string() }),
  z.strictObject({ action: z.string() }),
])

export const actionOptions = z.strictObject({
  /** cancel: everything that depends on it too. */
  downstream: z.boolean().optional(),
  /** priority */
  priority: z.union([z.literal(1), z.literal(2), z.literal(3)]).optional(),
  /** extend: by how many milliseconds. */
  by: z.int().positive().optional(),
  /** run: the payload of the copy, in extended JSON. */
  payload: z.unknown().optional(),
})

export const actionRequest = z.strictObject({
  kind: actionKind,
  target: actionTarget,
  options: actionOptions.default({}),
  /** Tasks that are in another state by now are left alone and counted as skipped. */
  expectedStates: z.array(viewState).optional(),
  idempotencyKey: z.string().min(8).max(100),
})

export const actionPreviewRequest = actionRequest.omit({ idempotencyKey: true })

export const actionPreview = z.object({
  matched: z.int(),
  isCapped: z.boolean(),
  /** Tasks that the action would change, by state. */
  changes: z.partialRecord(viewState, z.int()),
  skipped: z.array(z.object({ reason: z.string(), count: z.int() })),
  /** Further tasks that change with them, such as dependents, by state. */
  cascade: z.partialRecord(viewState, z.int()),
  sentence: z.string(),
})

export const actionJob = z.object({
  id: z.string(),
  kind: actionKind,
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  total: z.int(),
  done: z.int(),
  /** Outcomes by name, such as `changed`, `state changed meanwhile`, `not found`. */
  outcomes: z.array(z.object({ outcome: z.string(), count: z.int() })),
  /** Tasks that were not changed, with the reason; of several DAGs those in which nothing was. At most 500. */
  failures: z.array(z.object({ id: z.string(), reason: z.string() })),
  /** Ids that a `run` pushed. */
  created: z.array(z.string()),
  /** For so long still it can be taken back as if it had not been done. Absent where that is not so. */
  undoMilliseconds: z.int().positive().optional(),
  error: z.string().optional(),
})
