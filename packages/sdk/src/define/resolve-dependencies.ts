import type { StoredGroup } from '../document/dependency-group.ts'
import { TaskloomError } from '../errors.ts'
import type { AnyTaskDefinition, GroupDeclaration } from './any-task-definition.ts'
import { describeValue } from './describe-value.ts'
import { isDefinition } from './is-definition.ts'
import { isTaskNode, isTaskReference } from './is-task-node.ts'
import { isPlainObject } from './plain-object.ts'
import type { NodeDependency } from './task-node.ts'
import { explainUnknownKey } from './unknown-keys.ts'

/** The dependencies of a node and the groups that they are in. */
export interface ResolvedDependencies {
  readonly dependencies: readonly NodeDependency[]
  readonly groups: readonly StoredGroup[]
}

/**
 * Checks the `dependsOn` of a node against the groups of its definition.
 * @throws TaskloomError `INVALID_DEPENDENCY` naming the task, the group and the fix.
 */
export function resolveDependencies(definition: AnyTaskDefinition, dependsOn: unknown): ResolvedDependencies {
  const supplied = readSupplied(definition, dependsOn)
  const dependencies: NodeDependency[] = []
  const groups: StoredGroup[] = []
  for (const group of definition.groups) {
    const members = readGroup(definition, group, ownValue(supplied, group.name))
    for (const member of members ?? []) dependencies.push(member)
    groups.push(storeGroup(group, members?.length))
  }
  return { dependencies: Object.freeze(dependencies), groups: Object.freeze(groups) }
}

function readSupplied(definition: AnyTaskDefinition, dependsOn: unknown): Record<string, unknown> {
  if (dependsOn === undefined) return {}
  if (!isPlainObject(dependsOn)) {
    throw refuse(
      definition,
      ` takes its dependencies as an object, but was given ${describeValue(dependsOn)}.`,
    )
  }
  if (definition.groups.length === 0 && Object.keys(dependsOn).length > 0) {
    throw refuse(definition, ' declares no dependencies, so a node of it cannot be given any.')
  }
  const unknown = explainUnknownKey(
    dependsOn,
    definition.groups.map(({ name }) => name),
  )
  if (unknown !== undefined) throw refuse(definition, `: there is a mistake in \`dependsOn\`: ${unknown}`)
  return dependsOn
}

/** The dependencies in a group; undefined when an optional one was left out. */
function readGroup(
  definition: AnyTaskDefinition,
  group: GroupDeclaration,
  supplied: unknown,
): readonly NodeDependency[] | undefined {
  if (supplied === undefined) {
    if (group.optional) return undefined
    throw refuse(definition, ` needs \`${group.name}\`: pass it as ${exampleOf(group)}.`, group)
  }
  const complaint = complainAboutShape(group, supplied)
  if (complaint !== undefined) throw refuse(definition, `: \`${group.name}\` ${complaint}`, group)
  const members: readonly unknown[] = Array.isArray(supplied) ? supplied : [supplied]
  return readMembers(definition, group, members)
}

function complainAboutShape(group: GroupDeclaration, supplied: unknown): string | undefined {
  const { kind, need, optional, targetName } = group
  const isList = Array.isArray(supplied)
  if (kind === 'one') return isList ? `takes one task of \`${targetName}\`, not an array.` : undefined
  if (!isList) return `takes an array of tasks of \`${targetName}\`, but was given ${describeTask(supplied)}.`
  if (optional || need === 'all' || supplied.length >= need) return undefined
  return `needs at least ${need} of \`${targetName}\`, but was given ${supplied.length}.`
}

function readMembers(
  definition: AnyTaskDefinition,
  group: GroupDeclaration,
  members: readonly unknown[],
): readonly NodeDependency[] {
  const ids = new Set<string>()
  return Array.from(members, (member) => {
    const complaint = complainAboutMember(group, member)
    if (complaint !== undefined || !isTaskReference(member)) {
      throw refuse(definition, `: \`${group.name}\` ${complaint ?? 'is not a task.'}`, group)
    }
    const { id, name } = member
    if (ids.has(id)) throw refuse(definition, `: \`${group.name}\` was given the task ${id} twice.`, group)
    ids.add(id)
    return Object.freeze({ group: group.name, id, name, node: isTaskNode(member) ? member : undefined })
  })
}

function complainAboutMember(group: GroupDeclaration, member: unknown): string | undefined {
  const { targetName } = group
  if (typeof member === 'string') {
    return `was given a string. Pass an id as Task.id('${member}'), where Task is the definition of \`${targetName}\`.`
  }
  if (isDefinition(member)) return `was given the definition \`${member.name}\`. Call it, and pass its node.`
  if (member instanceof Promise) return 'was given a promise. Nodes are made at once: pass the node.'
  if (!isTaskReference(member)) return `was given ${describeValue(member)}. Pass a node of \`${targetName}\`.`
  if (member.name === targetName) return undefined
  return `was given a task of \`${member.name}\`. Pass one of \`${targetName}\`.`
}

/**
 * An optional group that was left out needs one of none: it is impossible, so that by the ordinary
 * rule it counts as satisfied and its value is undefined. An empty `allOf` needs none of none.
 */
function storeGroup(group: GroupDeclaration, count: number | undefined): StoredGroup {
  const { name, kind, on, optional, onImpossible } = group
  const need = group.need === 'all' ? (count ?? 1) : group.need
  return Object.freeze({ name, kind, need, count: count ?? 0, on, optional, onImpossible })
}

/** Not what every object inherits: a group may be called `constructor`. */
function ownValue(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

function exampleOf({ name, kind, targetName }: GroupDeclaration): string {
  return kind === 'one'
    ? `\`dependsOn: { ${name}: … }\`, a task of \`${targetName}\``
    : `\`dependsOn: { ${name}: […] }\`, tasks of \`${targetName}\``
}

function describeTask(value: unknown): string {
  return isTaskReference(value) ? 'a single one' : describeValue(value)
}

function refuse(definition: AnyTaskDefinition, reason: string, group?: GroupDeclaration): TaskloomError {
  const details = { task: definition.name, ...(group && { group: group.name }) }
  return new TaskloomError('INVALID_DEPENDENCY', `Task \`${definition.name}\`${reason}`, { details })
}
