import { TaskloomError } from '../errors.ts'
import type { AnyTaskDefinition, GroupDeclaration } from './any-task-definition.ts'
import type { AnyDependencyGroup } from './dependency-groups.ts'
import { describeValue } from './describe-value.ts'
import { isDefinition } from './is-definition.ts'
import { itself } from './itself.ts'
import { isPlainObject } from './plain-object.ts'
import { explainBadName } from './task-name.ts'
import { explainUnknownKey } from './unknown-keys.ts'

const kinds: ReadonlySet<unknown> = new Set(['one', 'many', 'any', 'some'])
const triggers: ReadonlySet<unknown> = new Set(['success', 'failure', 'settled'])
const policies: ReadonlySet<unknown> = new Set(['inherit', 'fail', 'cancel', 'skip'])
const partNames = ['kind', 'target', 'need', 'on', 'optional', 'onImpossible']

/**
 * Turns the `dependsOn` of a definition into the declarations of its groups.
 * @param owner The definition itself, what `itself` stands for.
 * @throws TaskloomError `INVALID_DEFINITION` naming the task and the group.
 */
export function declareGroups(owner: AnyTaskDefinition, dependsOn: unknown): readonly GroupDeclaration[] {
  if (dependsOn === undefined) return Object.freeze([])
  if (!isPlainObject(dependsOn)) {
    throw refuse(
      owner.name,
      `\`dependsOn\` is ${describeValue(dependsOn)}. Pass an object of groups, such as { source: direct(Download) }.`,
    )
  }
  return Object.freeze(Object.entries(dependsOn).map(([name, group]) => declareGroup(owner, name, group)))
}

function declareGroup(owner: AnyTaskDefinition, name: string, group: unknown): GroupDeclaration {
  refuseBadName(owner, name)
  const complaint = complainAboutGroup(group)
  if (complaint !== undefined || !isGroup(group)) {
    throw refuse(owner.name, `the dependency group \`${name}\` ${complaint ?? 'is not one.'}`)
  }
  const { kind, need, on, optional, onImpossible, target } = group
  const definition = isDefinition(target) ? target : owner
  return Object.freeze({
    name,
    kind,
    need,
    on,
    optional,
    onImpossible,
    target: definition,
    targetName: definition.name,
  })
}

function refuseBadName(owner: AnyTaskDefinition, name: string): void {
  const complaint = explainBadName(name) ?? explainReservedName(name)
  if (complaint !== undefined) throw refuse(owner.name, `the name of a dependency group ${complaint}`)
}

/** The names of groups are keys: of the object that a handler receives, and of a stored one. */
function explainReservedName(name: string): string | undefined {
  if (name === '__proto__' || name === '_bsontype') return `must not be \`${name}\`.`
  return name.includes('.') ? `must not contain a dot: ${JSON.stringify(name)}.` : undefined
}

function complainAboutGroup(group: unknown): string | undefined {
  if (isDefinition(group)) {
    return `is a definition. Say how many of it are needed: direct(…), allOf(…), anyOf(…) or someOf(n, …).`
  }
  if (group === itself) return 'is `itself`. Say how many of it are needed: allOf(itself), for instance.'
  if (!isPlainObject(group))
    return `is ${describeValue(group)}. Pass direct(…), allOf(…), anyOf(…) or someOf(n, …).`
  if (group['kind'] === undefined)
    return 'is no group. optional(…) goes around one: optional(direct(Download)).'
  return complainAboutNeed(group) ?? complainAboutTarget(group) ?? complainAboutParts(group)
}

function complainAboutNeed({ need }: Record<string, unknown>): string | undefined {
  if (need === 'all' || (Number.isSafeInteger(need) && Number(need) >= 1)) return undefined
  const given = typeof need === 'number' ? String(need) : describeValue(need)
  return `needs a whole number from 1, as in someOf(2, Download), but was given ${given}.`
}

function complainAboutTarget({ target }: Record<string, unknown>): string | undefined {
  if (target === itself || isDefinition(target)) return undefined
  if (target === undefined) {
    return 'points at nothing. If two files define tasks that import each other, one of them is not there yet: use ids between them.'
  }
  return `points at ${describeValue(target)}. Pass a task definition, or \`itself\`.`
}

function complainAboutParts(group: Record<string, unknown>): string | undefined {
  const { kind, on, onImpossible } = group
  if (!kinds.has(kind)) return `is of an unknown kind, ${JSON.stringify(kind)}.`
  if (!triggers.has(on)) return `has \`on: ${JSON.stringify(on)}\`. Use 'success', 'failure' or 'settled'.`
  if (!policies.has(onImpossible)) {
    return `has \`onImpossible: ${JSON.stringify(onImpossible)}\`. Use 'inherit', 'fail', 'cancel' or 'skip'.`
  }
  const unknown = explainUnknownKey(group, partNames)
  return unknown === undefined ? undefined : `has a mistake in its options: ${unknown}`
}

function isGroup(value: unknown): value is AnyDependencyGroup {
  return isPlainObject(value) && partNames.every((key) => key in value)
}

function refuse(task: string, reason: string): TaskloomError {
  return new TaskloomError('INVALID_DEFINITION', `Task \`${task}\`: ${reason}`, { details: { task } })
}
