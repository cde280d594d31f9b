import type { DependencyTrigger, StoredGroup } from './dependency-group.ts'
import type { SettledState, StoredState } from './states.ts'

/** How a dependency stands towards a dependent: an end, `MISSING` (deleted or unknown), or still `WAITING`. */
export type DependencyStanding = SettledState | 'MISSING' | 'WAITING'

type End = Exclude<DependencyStanding, 'WAITING'>
type Verdict = 'fits' | 'misses'

/** The dependency table: what each end of a dependency means for a group. */
export const dependencyTable: Readonly<Record<End, Readonly<Record<DependencyTrigger, Verdict>>>> = {
  FINISHED: { success: 'fits', failure: 'misses', settled: 'fits' },
  FAILED: { success: 'misses', failure: 'fits', settled: 'fits' },
  EXPIRED: { success: 'misses', failure: 'fits', settled: 'fits' },
  CANCELLED: { success: 'misses', failure: 'misses', settled: 'fits' },
  SKIPPED: { success: 'misses', failure: 'misses', settled: 'fits' },
  MISSING: { success: 'misses', failure: 'misses', settled: 'fits' },
}

/** How a task ends when a group of it can no longer be satisfied. */
export type UpstreamEnd = 'FAILED' | 'CANCELLED' | 'SKIPPED'

/** What an `inherit` group hands down, by the end that made it impossible. */
const inheritedEnd: Record<End, UpstreamEnd> = {
  FAILED: 'FAILED',
  EXPIRED: 'FAILED',
  MISSING: 'FAILED',
  CANCELLED: 'CANCELLED',
  SKIPPED: 'SKIPPED',
  FINISHED: 'SKIPPED',
}

const policyEnd = { fail: 'FAILED', cancel: 'CANCELLED', skip: 'SKIPPED' } as const

/** Of several reasons the gravest decides. */
const gravity: readonly UpstreamEnd[] = ['FAILED', 'CANCELLED', 'SKIPPED']

const ends = Object.keys(dependencyTable) as End[]

/** How many dependencies of a group stand how. */
export type Tally = Readonly<Partial<Record<DependencyStanding, number>>>

export type GroupVerdict = 'satisfied' | 'waiting' | 'impossible'

export function standingOf(state: StoredState | undefined): DependencyStanding {
  if (state === undefined || state === 'DELETED') return 'MISSING'
  if (state === 'STAGED' || state === 'CREATED' || state === 'RUNNING') return 'WAITING'
  return state
}

export function standingFits(standing: DependencyStanding, on: DependencyTrigger): boolean {
  return standing !== 'WAITING' && dependencyTable[standing][on] === 'fits'
}

/** The rule itself: a group is satisfied when enough fit, and impossible when enough no longer can. */
export function judgeGroup(group: StoredGroup, tally: Tally): GroupVerdict {
  const fits = sum(
    ends.filter((end) => dependencyTable[end][group.on] === 'fits'),
    tally,
  )
  const waiting = tally.WAITING ?? 0
  if (fits >= group.need) return 'satisfied'
  if (fits + waiting >= group.need) return 'waiting'
  return group.optional ? 'satisfied' : 'impossible'
}

function sum(standings: readonly End[], tally: Tally): number {
  return standings.reduce((total, standing) => total + (tally[standing] ?? 0), 0)
}

/** What an impossible group does to its task. */
function endOf(group: StoredGroup, tally: Tally): UpstreamEnd {
  if (group.onImpossible !== 'inherit') return policyEnd[group.onImpossible]
  if (group.on === 'failure') return 'SKIPPED'
  const missed = ends.filter((end) => dependencyTable[end][group.on] === 'misses' && (tally[end] ?? 0) > 0)
  return gravest(missed.map((end) => inheritedEnd[end]))
}

/** The group that ends a task, and how: of several the gravest. Undefined while none is impossible. */
export function decisiveGroup(
  groups: readonly StoredGroup[],
  tallyOf: (group: StoredGroup) => Tally,
): { readonly group: StoredGroup; readonly end: UpstreamEnd } | undefined {
  const impossible = groups.flatMap((group) => {
    const tally = tallyOf(group)
    return judgeGroup(group, tally) === 'impossible' ? [{ group, end: endOf(group, tally) }] : []
  })
  const end = gravest(impossible.map((each) => each.end))
  return impossible.find((each) => each.end === end)
}

/** The gravest of several ends: failing before cancelling before skipping. */
function gravest(candidates: readonly UpstreamEnd[]): UpstreamEnd {
  return gravity.find((end) => candidates.includes(end)) ?? 'FAILED'
}

/** Whether this end of a dependency explains why an impossible group ended its task so. */
export function explainsEnd(standing: DependencyStanding, group: StoredGroup, end: UpstreamEnd): boolean {
  if (standing === 'WAITING' || dependencyTable[standing][group.on] === 'fits') return false
  if (group.onImpossible !== 'inherit' || group.on === 'failure') return true
  return inheritedEnd[standing] === end
}

/** The ends that fit, and those that miss, for a trigger: what the aggregation of the store is made of. */
export function endsBy(on: DependencyTrigger, verdict: Verdict): readonly End[] {
  return ends.filter((end) => dependencyTable[end][on] === verdict)
}
