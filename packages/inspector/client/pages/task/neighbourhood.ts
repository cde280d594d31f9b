import { viewStates } from '../../../shared/view-states.ts'
import type { TaskDetail, TaskRow } from '../../api/wire.ts'
import { outcomeOf, standings, type Standing } from '../../graph/analysis/standing.ts'

/** A task at the other end of a line of the picture. */
export interface PicturedTask {
  readonly id: string
  /** Absent when it was removed. */
  readonly task?: TaskRow | undefined
  readonly standing: Standing
}

/** One side of the picture. */
export interface PicturedSide {
  readonly tasks: readonly PicturedTask[]
  /** How many there is no room for; it may be more than that. */
  readonly more: { readonly count: number; readonly isCapped: boolean }
}

const shownAtMost = 6

/** What a task depends on, those first that keep it waiting. */
export function dependenciesOf({ task, groups, dependencies }: TaskDetail): PicturedSide {
  const all = dependencies.map(({ id, group: name, task: source }): PicturedTask => {
    const group = groups.find((each) => each.name === name)
    return { id, task: source, standing: group === undefined ? 'spent' : standingWithin(group, source, task) }
  })
  // Of very many the server tells the first alone, but of each group how many it has.
  const total = Math.max(
    dependencies.length,
    groups.reduce((sum, { count }) => sum + count, 0),
  )
  return sideOf(all, { count: total, isCapped: false })
}

/** What depends on a task. */
export function dependentsOf({ task, dependents, dependentsTotal }: TaskDetail): PicturedSide {
  const all = dependents.map(({ id, rule, task: target }): PicturedTask => {
    const standing = target === undefined ? 'spent' : standingTowards(target, rule, task)
    return { id, task: target, standing }
  })
  return sideOf(all, dependentsTotal)
}

type Group = TaskDetail['groups'][number]
type Rule = TaskDetail['dependents'][number]['rule']

/** Of a dependency, with the verdict on its group. */
function standingWithin(group: Group, source: TaskRow | undefined, target: TaskRow): Standing {
  const { verdict, optional, need, count, on } = group
  const broken = verdict === 'impossible' && !optional ? 'broken' : 'spent'
  // How it ended is forgotten with it; where all are needed, the verdict tells.
  if (source === undefined) return verdict === 'satisfied' && need === count ? 'satisfied' : broken
  const outcome = outcomeOf(source.view, on)
  if (outcome === 'fits') return 'satisfied'
  if (outcome === 'misses') return broken
  return verdict === 'satisfied' || viewStates[target.view].isSettled ? 'spent' : openStanding(source)
}

/** Of a dependent, whose other dependencies are not known here: what became of it tells. */
function standingTowards(target: TaskRow, { kind, on, optional }: Rule, source: TaskRow): Standing {
  const outcome = outcomeOf(source.view, on)
  if (outcome === 'fits') return 'satisfied'
  const needsAll = kind === 'one' || kind === 'many'
  const isBroken = needsAll || target.view === 'failed-upstream'
  if (outcome === 'misses') return isBroken && !optional ? 'broken' : 'spent'
  const isOver = viewStates[target.view].isSettled || target.view === 'ready' || target.view === 'running'
  return isOver ? 'spent' : openStanding(source)
}

function openStanding(source: TaskRow): Standing {
  return source.view === 'blocked' ? 'pending' : 'blocking'
}

/** A task that is tied twice is drawn once, by what is more urgent. */
function sideOf(all: readonly PicturedTask[], total: PicturedSide['more']): PicturedSide {
  const urgency = ({ standing }: PicturedTask): number => standings.indexOf(standing)
  const once = new Map<string, PicturedTask>()
  for (const each of all.toSorted((one, other) => urgency(other) - urgency(one)))
    if (!once.has(each.id)) once.set(each.id, each)
  const count = total.count - (all.length - once.size) - Math.min(once.size, shownAtMost)
  return { tasks: [...once.values()].slice(0, shownAtMost), more: { ...total, count } }
}
