import type { AnyTaskDefinition, StoredTask, TaskNode } from '@taskloom/sdk'
import { fromExtendedJson } from '@taskloom/sdk/inspect'

import { Problem } from '../http/problem.ts'
import { withheld } from '../security/redact.ts'
import type { ActionWork } from './action-work.ts'

/** Makes a node; what a definition does when it is called. */
type Factory = (payload: unknown, options: object) => TaskNode

/**
 * Pushes a copy of a task, with another payload if one is given. It depends on what the task depended on, as far
 * as that still exists, and is checked by the schema of its definition.
 */
export async function cloneAndRun({ open: { loom }, job, request, definitions }: ActionWork): Promise<void> {
  const id = 'tasks' in request.target ? (request.target.tasks[0] ?? '') : ''
  const task = await loom.get(id)
  if (task === undefined) return job.refuse(id, 'not found')
  const definition = definitions.find(({ name }) => name === task.name)
  if (definition === undefined)
    throw new Problem(
      'INVALID_REQUEST',
      `The definition ${task.name} is not known here.`,
      'Name it in the option definitions.',
    )
  const dependsOn = dependenciesOf(definition, task)
  const { payload: given } = request.options
  const payload = given === undefined ? task.payload : readPayload(given)
  const node = (definition as unknown as Factory)(payload, {
    priority: task.priority,
    dependsOn,
  })
  await loom.push(node)
  job.create(node.id)
  job.note('changed')
  job.progress(1, 1)
}

/** @throws Problem `INVALID_REQUEST` */
function readPayload(given: unknown): unknown {
  if (JSON.stringify(given).includes(withheld))
    throw new Problem('INVALID_REQUEST', `The payload holds values that were withheld (${withheld}).`)
  try {
    return fromExtendedJson(given)
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it cannot be read'
    throw new Problem('INVALID_REQUEST', `The payload is no Extended JSON: ${reason}.`)
  }
}

/** The same tasks as before, by group: one where the group takes one, else a list. */
function dependenciesOf(definition: AnyTaskDefinition, { dependencies }: StoredTask): object {
  const groups = definition.groups.map(({ name, kind, target }) => {
    const tasks = dependencies.filter(({ group }) => group === name).map(({ id }) => target.id(id))
    return [name, kind === 'one' ? tasks[0] : tasks] as const
  })
  return Object.fromEntries(groups.filter(([, tasks]) => tasks !== undefined))
}
