import type { Document } from 'mongodb'

import { defaults } from '../defaults.ts'
import type { DependencyTrigger } from '../document/dependency-group.ts'
import { dependencyTable, endsBy } from '../document/dependency-rule.ts'
import { openStates } from '../document/states.ts'

/** What the aggregation says of a task. `wide`: too many dependencies for one document; count them instead. */
export type Readiness = 'ready' | 'blocked' | 'impossible' | 'wide'

export interface JudgeOptions {
  /** The fields of the tasks that the rest of the pipeline needs. */
  readonly keep: readonly string[]
  /** An expression: tasks for which it holds are not looked at, and count as blocked. */
  readonly skip?: Document
}

const triggers = Object.keys(dependencyTable.FINISHED) as DependencyTrigger[]

/**
 * The stages that look up the states of a task's dependencies and judge it by the dependency rule, as
 * `readiness` (see {@link Readiness}), `pending`, the number of its dependencies that have not settled, and
 * `skipped`.
 *
 * Every edge is looked up by `_id` and cut down to its state at once. MongoDB joins the `$unwind` behind a
 * `$lookup` into it, so that no document ever holds the dependencies of a task
 * (https://www.mongodb.com/docs/manual/core/aggregation-pipeline-optimization/).
 * The order of the tasks is lost. `docs/design/readiness.md` has the forms that were measured.
 */
export function judgeReadiness(
  tasks: string,
  { keep, skip = { $literal: false } }: JudgeOptions,
): Document[] {
  const kept = Object.fromEntries(keep.map((field) => [field, 1]))
  const isWide = { $gte: [{ $size: '$dependencies' }, defaults.wideDependencies] }
  return [
    { $project: { ...kept, groups: 1, dependencies: 1, skipped: skip, wide: isWide } },
    { $set: { dependencies: { $cond: [{ $or: ['$skipped', '$wide'] }, [], '$dependencies'] } } },
    { $unwind: { path: '$dependencies', preserveNullAndEmptyArrays: true } },
    { $lookup: { from: tasks, localField: 'dependencies.id', foreignField: '_id', as: 'found' } },
    { $unwind: { path: '$found', preserveNullAndEmptyArrays: true } },
    {
      $group: {
        _id: '$_id',
        edges: { $push: { group: '$dependencies.group', state: { $ifNull: ['$found.state', 'MISSING'] } } },
        ...Object.fromEntries(
          [...keep, 'groups', 'skipped', 'wide'].map((field) => [field, { $first: `$${field}` }]),
        ),
      },
    },
    {
      $set: {
        pending: countEdges([inStates(openStates)]),
        verdicts: { $map: { input: '$groups', as: 'group', in: groupVerdict } },
      },
    },
    { $set: { readiness: readinessOf } },
  ]
}

function countEdges(conditions: readonly Document[]): Document {
  return { $size: { $filter: { input: '$edges', as: 'edge', cond: { $and: [...conditions] } } } }
}

const ofGroup = { $eq: ['$$edge.group', '$$group.name'] }

function inStates(states: readonly string[]): Document {
  return { $in: ['$$edge.state', [...states]] }
}

/** The states of dependencies that fit a trigger; a tombstone counts as missing. */
function fittingStates(on: DependencyTrigger): string[] {
  return [...endsBy(on, 'fits'), ...(dependencyTable.MISSING[on] === 'fits' ? ['DELETED'] : [])]
}

/** The rule of `judgeGroup`, as an expression. */
const groupVerdict = {
  $let: {
    vars: {
      waiting: countEdges([ofGroup, inStates(openStates)]),
      fits: {
        $switch: {
          branches: triggers.map((on) => ({
            case: { $eq: ['$$group.on', on] },
            then: countEdges([ofGroup, inStates(fittingStates(on))]),
          })),
          default: 0,
        },
      },
    },
    in: {
      $switch: {
        branches: [
          { case: { $gte: ['$$fits', '$$group.need'] }, then: 'satisfied' },
          { case: { $gte: [{ $add: ['$$fits', '$$waiting'] }, '$$group.need'] }, then: 'waiting' },
          { case: '$$group.optional', then: 'satisfied' },
        ],
        default: 'impossible',
      },
    },
  },
}

const readinessOf = {
  $switch: {
    branches: [
      { case: '$skipped', then: 'blocked' },
      { case: '$wide', then: 'wide' },
      { case: { $in: ['impossible', '$verdicts'] }, then: 'impossible' },
      { case: { $in: ['waiting', '$verdicts'] }, then: 'blocked' },
    ],
    default: 'ready',
  },
}
