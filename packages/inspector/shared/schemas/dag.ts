import { z } from 'zod'

import { counts, pageOf, time } from './parts.ts'

export const dagState = z.enum(['running', 'paused', 'finished', 'failed', 'cancelled'])

/** A DAG as the list shows it. */
export const dagRow = z.object({
  id: z.string(),
  state: dagState,
  taskCount: z.int(),
  counts,
  /** The names of its definitions, at most five, the commonest first. */
  names: z.array(z.string()),
  tags: z.array(z.string()),
  createdAt: time,
  finishedAt: time.optional(),
  deadline: time.optional(),
})

export const dagPage = pageOf(dagRow)

export const dagDetail = z.object({
  dag: dagRow,
  /** What was pushed with it, in extended JSON; absent from those who may not see payloads. */
  metadata: z.unknown().optional(),
  types: z.array(z.object({ name: z.string(), counts })),
  /** What it waits for, in words; at most ten tasks. */
  waitsFor: z.array(z.object({ id: z.string(), name: z.string(), summary: z.string() })),
  /** The first failures, not what they took with them. */
  rootCauses: z.array(z.object({ id: z.string(), name: z.string(), error: z.string() })),
  /** When the critical path will have run, by the medians of its types; absent when nothing is known of them. */
  estimatedEnd: time.optional(),
})

/**
 * The graph of a DAG by columns, small on the wire: entry n of every column belongs to task n. Strings are named
 * once and pointed to; times are differences, in milliseconds, to the entry before (the first to `base`), and a
 * missing time is null and does not count as an entry before.
 */
export const dagGraph = z.object({
  dagId: z.string(),
  /** Names the shape (tasks and edges). Positions may be kept under it. */
  topology: z.string(),
  base: time,
  ids: z.array(z.string()),
  names: z.array(z.string()),
  nameOf: z.array(z.int()),
  /** One character a task: the place of its state in `viewStateOrder`, in base 36. */
  states: z.string(),
  /** One digit a task. */
  priorities: z.string(),
  attempts: z.array(z.int()),
  createdAt: z.array(z.int().nullable()),
  startedAt: z.array(z.int().nullable()),
  settledAt: z.array(z.int().nullable()),
  expiresAt: z.array(z.int().nullable()),
  /** The first tasks of other DAGs (as `[place, dagId]`), which come along because something here depends on them. */
  foreign: z.array(z.tuple([z.int(), z.string()])),
  /** Dependencies that exist no more, as `[place of the dependent, id]`. */
  missing: z.array(z.tuple([z.int(), z.string()])),
  /** `[place, place of the root cause]`. */
  rootCauses: z.array(z.tuple([z.int(), z.int()])),
  /** Kinds of groups; edges of one group of one task share `group`. */
  kinds: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['one', 'many', 'any', 'some']),
      need: z.int(),
      on: z.enum(['success', 'failure', 'settled']),
      optional: z.boolean(),
    }),
  ),
  /** For every task, the edges to its dependencies: `sources` and `kindOf`, `degrees[n]` entries for task n. */
  degrees: z.array(z.int()),
  sources: z.array(z.int()),
  kindOf: z.array(z.int()),
  /** True when there are more tasks than `limit` asked for. */
  isCut: z.boolean(),
})

/** Segments of every task, by columns as in the graph: `[place, view, from, to, attempt]`. */
export const dagTimeline = z.object({
  dagId: z.string(),
  ids: z.array(z.string()),
  names: z.array(z.string()),
  nameOf: z.array(z.int()),
  owners: z.array(z.string()),
  /** `[place, place of the state in viewStateOrder, from, to or null, place of the owner or -1]`, times to `base`. */
  segments: z.array(z.tuple([z.int(), z.int(), z.int(), z.int().nullable(), z.int()])),
  /** For every task, the place of the dependency that it waits for, or waited for last; -1 for none of this DAG. */
  waitedFor: z.array(z.int()),
  base: time,
})
