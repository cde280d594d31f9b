import { TaskloomError } from '../errors.ts'
import type { AnyTaskDefinition } from './any-task-definition.ts'
import { brand } from './brand.ts'
import { copyValue, freezeValue } from './copy-value.ts'
import { describeValue } from './describe-value.ts'
import { chosenIds } from './node-ids.ts'
import { parsePayload, parsePayloadNow, type Parsed } from './parse-values.ts'
import { isPlainObject } from './plain-object.ts'
import { resolveDependencies } from './resolve-dependencies.ts'
import { readStart } from './start-time.ts'
import { assertStorable } from './storable.ts'
import type { NodeSettings } from './task-definition.ts'
import { isTaskId, newTaskId, taskIdRule } from './task-id.ts'
import type { TaskNode } from './task-node.ts'
import { readTiming } from './task-timing.ts'
import { explainUnknownKey } from './unknown-keys.ts'

/** The second argument of a definition, whatever its groups. */
export interface NodeInput extends NodeSettings {
  readonly dependsOn?: unknown
}

/** Nodes whose schema is asynchronous, until a push has checked their payload. */
const unchecked = new WeakSet<TaskNode>()

/**
 * Makes a node: what a call of a definition does.
 * @throws TaskloomError `INVALID_OPTION`, `INVALID_PAYLOAD`, `VALUE_NOT_STORABLE` or `INVALID_DEPENDENCY`.
 */
export function createNode(
  definition: AnyTaskDefinition,
  payload: unknown,
  options: NodeInput = {},
): TaskNode {
  assertOptions(definition.name, options)
  assertStorable(payload, 'payload', definition.name)
  const parsed = parsePayloadNow(definition, payload)
  if (parsed !== undefined) refuseInvalid(definition, parsed)
  const node = {
    id: readNodeId(definition.name, options.id),
    name: definition.name,
    definition,
    payload: freezeValue(copyValue(payload)),
    ...resolveDependencies(definition, options.dependsOn),
    ...readTiming(definition.name, options, definition),
    startAfter: readStart(definition.name, options),
  }
  const frozen = brand<TaskNode>(Object.freeze(node))
  if (parsed === undefined) unchecked.add(frozen)
  if (options.id !== undefined) chosenIds.remember(frozen)
  return frozen
}

/**
 * Checks the payload of a node whose schema is asynchronous; all others were checked at their call.
 * @throws TaskloomError `INVALID_PAYLOAD`.
 */
export async function validatePayload(node: TaskNode): Promise<void> {
  if (!unchecked.has(node)) return
  refuseInvalid(node.definition, await parsePayload(node.definition, copyValue(node.payload)))
  unchecked.delete(node)
}

/** The types are what the caller promises; a caller in JavaScript may not keep it. */
function assertOptions(task: string, options: unknown): void {
  const complaint = isPlainObject(options)
    ? explainUnknownKey(options, [
        'id',
        'dependsOn',
        'priority',
        'expiresIn',
        'retry',
        'timeout',
        'delay',
        'runAt',
      ])
    : `it is ${describeValue(options)}. Pass an object such as { id, dependsOn, priority, expiresIn }.`
  if (complaint === undefined) return
  throw new TaskloomError(
    'INVALID_OPTION',
    `Task \`${task}\`: there is a mistake in the second argument: ${complaint}`,
    { details: { task } },
  )
}

function readNodeId(task: string, id: string | undefined): string {
  if (id === undefined) return newTaskId()
  if (isTaskId(id)) return id
  throw new TaskloomError(
    'INVALID_OPTION',
    `Task \`${task}\`: \`id\` is ${JSON.stringify(id)}, but ${taskIdRule}.`,
    { details: { task } },
  )
}

function refuseInvalid({ name }: AnyTaskDefinition, parsed: Parsed): void {
  if (parsed.ok) return
  const { message, issues, cause } = parsed
  throw new TaskloomError('INVALID_PAYLOAD', message, { details: { task: name, issues }, cause })
}
