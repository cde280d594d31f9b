import type { Document } from 'mongodb'

import { defaults } from '../defaults.ts'
import type { DependencyTrigger } from '../document/dependency-group.ts'
import { dependencyTable, endsBy } from '../document/dependency-rule.ts'
import { openStates } from '../document/states.ts'

/** What the aggregation says of a task. `wide`: too many dependencies for one document; count them instead. */
export type Readiness = 'ready' | 'blocked' | 'impossible' | 'wide'

const triggers = Object.keys(dependencyTable.FINISHED) as DependencyTrigger[]

/**
 * The stages that look up the states of a task's dependencies and judge it by the dependency rule, as
 * `readiness` (see {@link Readiness}) and `pending`, the number of its dependencies that have not settled.
 * Dependencies are looked up by `_id`, and only their states travel.
 * Tasks for which `skip` holds are not looked up and get the readiness `blocked`.
 */
export function judgeReadiness(tasks: string, skip: Document | boolean = false): Document[] {
  const isWide = { $gte: [{ $size: '$dependencies' }, defaults.wideDependencies] }
  const ids = { $map: { input: '$dependencies', as: 'dependency', in: '$$dependency.id' } }
  return [
    { $set: { skipped: skip, wide: isWide } },
    { $set: { lookedUp: { $cond: [{ $or: ['$skipped', '$wide'] }, [], ids] } } },
    {
      $lookup: {
        from: tasks,
        localField: 'lookedUp',
        foreignField: '_id',
        as: 'found',
        pipeline: [{ $project: { state: 1 } }],
      },
    },
    { $set: { waitingIds: idsInStates(openStates) } },
    {
      $set: {
        pending: { $size: '$waitingIds' },
        verdicts: { $map: { input: '$groups', as: 'group', in: groupVerdict } },
      },
    },
    { $set: { readiness: readinessOf } },
  ]
}

function idsInStates(states: readonly string[]): Document {
  const found = { $filter: { input: '$found', as: 'task', cond: { $in: ['$$task.state', [...states]] } } }
  return { $map: { input: found, as: 'task', in: '$$task._id' } }
}

/** The dependencies of the group at hand. */
const groupIds = {
  $map: {
    input: {
      $filter: {
        input: '$dependencies',
        as: 'dependency',
        cond: { $eq: ['$$dependency.group', '$$group.name'] },
      },
    },
    as: 'dependency',
    in: '$$dependency.id',
  },
}

function countIn(ids: Document | string): Document {
  return { $size: { $setIntersection: ['$$ids', ids] } }
}

/** How many fit: those found in a fitting state, or, where a missing one fits, all that neither wait nor miss. */
function fits(on: DependencyTrigger): Document {
  if (dependencyTable.MISSING[on] === 'misses') return countIn(idsInStates(endsBy(on, 'fits')))
  const missing = countIn(idsInStates(endsBy(on, 'misses')))
  return { $subtract: ['$$group.count', { $add: [countIn('$waitingIds'), missing] }] }
}

/** The rule of `judgeGroup`, as an expression. */
const groupVerdict = {
  $let: {
    vars: { ids: groupIds },
    in: {
      $let: {
        vars: {
          waiting: countIn('$waitingIds'),
          fits: {
            $switch: {
              branches: triggers.map((on) => ({ case: { $eq: ['$$group.on', on] }, then: fits(on) })),
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
