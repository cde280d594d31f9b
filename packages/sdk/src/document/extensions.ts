import type { StoredGroup } from './dependency-group.ts'
import type { StoredDependency, StoredExtension, TaskDocument } from './task-document.ts'

/**
 * The groups that hold what a task waits for because a task that it depends on was extended. No group of a
 * definition has a dot in its name, so that no handler ever receives them.
 */
const addedGroups = { success: 'added.success', settled: 'added.settled' } as const

export type AddedGroup = (typeof addedGroups)[keyof typeof addedGroups]

export function isAddedGroup(name: string): name is AddedGroup {
  return Object.values<string>(addedGroups).includes(name)
}

export type Waiting = Pick<TaskDocument, '_id' | 'dependencies' | 'groups'>

/**
 * Adds what the dependencies of a task were extended by to what it waits for. Who needs the success of a task needs
 * that of its extensions; who runs whatever becomes of it waits for their end alone.
 * Undefined when nothing is missing.
 */
export function withExtensions(
  task: Waiting,
  extensionsOf: (id: string) => readonly StoredExtension[],
): Pick<Waiting, 'dependencies' | 'groups'> | undefined {
  const added = task.dependencies.flatMap((dependency) => {
    const group = addedGroups[needsSuccess(task, dependency) ? 'success' : 'settled']
    return extensionsOf(dependency.id).map(({ id, dagId }): StoredDependency => ({ group, id, dagId }))
  })
  const known = new Set(task.dependencies.filter(({ group }) => isAddedGroup(group)).map(keyOf))
  const missing = added.filter(({ id, group }) => {
    const isNew = id !== task._id && !known.has(keyOf({ id, group }))
    known.add(keyOf({ id, group }))
    return isNew
  })
  if (missing.length === 0) return undefined
  const dependencies = [...task.dependencies, ...missing]
  return { dependencies, groups: regroup(task.groups, dependencies) }
}

function needsSuccess({ groups }: Waiting, { group: name }: StoredDependency): boolean {
  const group = groups.find((each) => each.name === name)
  return group?.on === 'success' && !group.optional
}

function keyOf({ id, group }: Pick<StoredDependency, 'id' | 'group'>): string {
  return `${group} ${id}`
}

function regroup(groups: readonly StoredGroup[], dependencies: readonly StoredDependency[]): StoredGroup[] {
  const added = Object.entries(addedGroups).flatMap(([on, name]): StoredGroup[] => {
    const count = dependencies.filter(({ group }) => group === name).length
    if (count === 0) return []
    return [
      {
        name,
        kind: 'many',
        need: count,
        count,
        on: on === 'success' ? 'success' : 'settled',
        optional: false,
        onImpossible: 'inherit',
      },
    ]
  })
  return [...groups.filter(({ name }) => !isAddedGroup(name)), ...added]
}

/** How a group is called in a sentence. */
export function describeGroup(name: string): string {
  return isAddedGroup(name) ? 'what its dependencies were extended by' : `dependency \`${name}\``
}
