import { isDefinition } from './is-definition.ts'
import { isPlainObject } from './plain-object.ts'
import { isTaskId } from './task-id.ts'
import type { TaskNode } from './task-node.ts'
import type { TaskReference } from './task-reference.ts'

/** Says whether a value is a node: what a call of a definition makes. */
export function isTaskNode(value: unknown): value is TaskNode {
  return isTaskReference(value) && 'definition' in value && isDefinition(value.definition)
}

/** Says whether a value is a node, or a reference that `Task.id('…')` made. */
export function isTaskReference(value: unknown): value is TaskReference {
  return isPlainObject(value) && isTaskId(value['id']) && typeof value['name'] === 'string'
}
