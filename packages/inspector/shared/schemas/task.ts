import { z } from 'zod'

import { cappedCount, listQuery, pageOf, priority, time, viewState } from './parts.ts'

/** A value in MongoDB's canonical Extended JSON, so that no type and no digit is lost. */
export const extendedJson = z.unknown()

export const taskError = z.object({
  code: z.string(),
  name: z.string(),
  message: z.string(),
  stack: z.string().optional(),
  get cause() {
    return taskError.optional()
  },
})

/** A task as lists, events and neighbours show it. */
export const taskRow = z.object({
  id: z.string(),
  dagId: z.string(),
  name: z.string(),
  view: viewState,
  priority,
  /** Grows with every reset; with `updatedAt` it tells an old picture from a new one. */
  revision: z.int(),
  attempt: z.int(),
  attempts: z.int(),
  recoveries: z.int(),
  createdAt: time,
  dueAt: time.optional(),
  startedAt: time.optional(),
  settledAt: time.optional(),
  updatedAt: time,
  expiresAt: time,
  leaseUntil: time.optional(),
  owner: z.string().optional(),
  progress: z.object({ fraction: z.number(), message: z.string().optional() }).optional(),
  /** The first line of the error. */
  error: z.string().optional(),
})

export const taskPage = pageOf(taskRow)

/** How many tasks of a definition a filter means. */
export const typeCount = cappedCount.extend({ name: z.string() })

/** How long the latest tasks of a filter waited and ran, in milliseconds; null where none of them did. */
export const taskFigures = z.object({
  looked: z.int().nonnegative().describe('How many tasks were looked at: the latest, at most 1,000'),
  isWhole: z.boolean().describe('Whether these are all that the filter means'),
  waitP50: z.number().nullable(),
  waitP95: z.number().nullable(),
  runP50: z.number().nullable(),
  runP95: z.number().nullable(),
})

/** What an export is asked: the list, how to write it, and whether payloads and results are in it. */
export const exportQuery = listQuery.pick({ q: true, sort: true }).extend({
  format: z.enum(['ndjson', 'csv']).default('ndjson'),
  payloads: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Needs the permission `payload` besides; values are in canonical Extended JSON'),
})

/** One dependency of a task, or one of its dependents, with the group that ties them. */
export const neighbour = z.object({
  task: taskRow.optional().describe('Absent when the task was deleted or purged'),
  id: z.string(),
  group: z.string(),
})

/** How many of a group must end, and how. */
const groupRule = z.object({
  kind: z.enum(['one', 'many', 'any', 'some']),
  on: z.enum(['success', 'failure', 'settled']),
  optional: z.boolean(),
})

export const groupStanding = groupRule.extend({
  name: z.string(),
  need: z.int(),
  count: z.int(),
  onImpossible: z.enum(['inherit', 'fail', 'cancel', 'skip']),
  verdict: z.enum(['satisfied', 'waiting', 'impossible']),
})

/** One stretch of a task's life, for its timeline. An absent `to` means that it lasts still. */
export const stretch = z.object({
  view: viewState,
  from: time,
  to: time.optional(),
  attempt: z.int().optional(),
  note: z.string().optional(),
})

export const taskDetail = z.object({
  task: taskRow,
  payload: extendedJson,
  result: extendedJson.optional(),
  /** Paths, in the payload and the result, whose values were withheld. */
  redacted: z.array(z.string()),
  isPayloadHidden: z.boolean(),
  failure: taskError.optional(),
  /** Failures that look alike have the same: it names their group, and is a filter. */
  fingerprint: z.string().optional(),
  attempts: z.array(z.object({ attempt: z.int(), at: time, error: taskError })),
  rootCause: z.object({ id: z.string(), name: z.string().optional() }).optional(),
  groups: z.array(groupStanding),
  /** Why it does not run, in words: the sentences of `loom.explain`. */
  explanation: z.string(),
  /** Such as: Waited 4.2 s: 3.9 s for resize 65a…, 0.3 s for a worker. */
  waited: z.string().optional(),
  timeline: z.array(stretch),
  /** The dependencies with their results (as extended JSON, cut when large), and the first dependents. */
  dependencies: z.array(
    neighbour.extend({
      result: extendedJson.optional(),
      isResultCut: z.boolean().optional(),
      isResultLeftOut: z.boolean().optional().describe('It has a large one, which the task itself shows'),
    }),
  ),
  dependents: z.array(neighbour.extend({ rule: groupRule })),
  dependentsTotal: z.object({ count: z.int(), isCapped: z.boolean() }),
  purgeAt: time,
  /** The names of the actions that its state allows. */
  actions: z.array(z.string()),
})

export const neighbours = z.object({ tasks: z.array(taskRow), edges: z.array(z.array(z.string())) })

export const taskEvent = z.object({
  at: time,
  kind: z.string(),
  view: viewState.optional(),
  attempt: z.int().optional(),
  text: z.string(),
})
