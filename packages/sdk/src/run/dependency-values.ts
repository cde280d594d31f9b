import type { AnyTaskDefinition, GroupDeclaration } from '../define/any-task-definition.ts'
import { parseResult } from '../define/parse-values.ts'
import { judgeGroup, type DependencyStanding } from '../document/dependency-rule.ts'
import type { TaskDocument } from '../document/task-document.ts'
import { TaskloomError } from '../errors.ts'
import { tallyOf } from '../store/judge-wide.ts'
import type { Winners } from '../store/operations/record-winners.ts'
import type { DependencyOutcome } from '../store/read/dependency-outcomes.ts'

/** What a claim knows of the dependencies of its task. */
export interface KnownDependencies {
  readonly task: TaskDocument
  readonly winners: Winners
  readonly outcomes: ReadonlyMap<string, DependencyOutcome>
  /** How the dependencies of all tasks of the claim stand. */
  readonly standings: ReadonlyMap<string, DependencyStanding>
}

/**
 * Whether the dependency rule still holds for a task that was claimed: a dependency may have been deleted
 * between the look at its readiness and the claim.
 */
export function isStillRunnable(known: KnownDependencies): boolean {
  return known.task.groups.every((group) => group.optional || isSatisfied(group, known))
}

/**
 * Makes the `dependencies` of a handler: one value, or several, for each group of the definition.
 * @throws TaskloomError `INVALID_RESULT` when a result no longer fits the schema of the task that made it.
 */
export async function dependencyValues(
  definition: AnyTaskDefinition,
  known: KnownDependencies,
): Promise<Readonly<Record<string, unknown>>> {
  const values = await Promise.all(
    definition.groups.map(async (group) => [group.name, await groupValue(group, known)] as const),
  )
  return Object.freeze(Object.fromEntries(values))
}

async function groupValue(group: GroupDeclaration, known: KnownDependencies): Promise<unknown> {
  const { task, winners, outcomes } = known
  const stored = task.groups.find(({ name }) => name === group.name)
  const all = task.dependencies.filter((dependency) => dependency.group === group.name).map(({ id }) => id)
  if (stored === undefined || (stored.optional && !isSatisfied(stored, known))) return undefined
  const chosen = group.kind === 'any' || group.kind === 'some' ? (winners[group.name] ?? []) : all
  const values = await Promise.all(chosen.map((id) => oneValue(group, id, outcomes.get(id))))
  return group.kind === 'many' || group.kind === 'some' ? Object.freeze(values) : values[0]
}

function isSatisfied(group: TaskDocument['groups'][number], { task, standings }: KnownDependencies): boolean {
  return judgeGroup({ ...group, optional: false }, tallyOf(task, group.name, standings)) === 'satisfied'
}

async function oneValue(
  group: GroupDeclaration,
  id: string,
  outcome: DependencyOutcome = { id, standing: 'MISSING' },
): Promise<unknown> {
  if (group.on === 'failure') return Object.freeze({ id, ...outcome.error })
  const { standing: state } = outcome
  const result = state === 'FINISHED' ? await parsed(group, id, outcome.result) : undefined
  return group.on === 'success' ? result : Object.freeze({ state, id, ...rest(outcome, result) })
}

/** What a settled dependency has besides its state. */
function rest({ standing, error }: DependencyOutcome, result: unknown): object {
  if (standing === 'FINISHED') return { result }
  return standing === 'FAILED' || standing === 'EXPIRED' ? { error } : {}
}

async function parsed(group: GroupDeclaration, id: string, stored: unknown): Promise<unknown> {
  const result = await parseResult(group.target, stored)
  if (result.ok) return result.value
  throw new TaskloomError(
    'INVALID_RESULT',
    `The result of dependency \`${group.name}\` (${id}) does not fit any more. ${result.message}`,
    { details: { group: group.name, id, issues: result.issues }, cause: result.cause },
  )
}
