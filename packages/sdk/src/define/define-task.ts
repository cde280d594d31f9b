import type { z } from 'zod'
import type { input, output } from 'zod/v4/core'

import { defaults } from '../defaults.ts'
import { Priority } from '../document/priority.ts'
import { TaskloomError } from '../errors.ts'
import type { AnyTaskDefinition } from './any-task-definition.ts'
import { brand } from './brand.ts'
import { createNode, type NodeInput } from './create-node.ts'
import { declareGroups } from './declare-groups.ts'
import type { DependencyGroups, NoDependencies } from './dependency-groups.ts'
import { describeValue } from './describe-value.ts'
import type { HandleOptions, Handler } from './handler.ts'
import { isPlainObject } from './plain-object.ts'
import { backoffOf, oneAttempt, type DefinitionRetryOptions } from './retry-options.ts'
import type { TaskDefinition } from './task-definition.ts'
import { isTaskId, taskIdRule } from './task-id.ts'
import { explainBadName } from './task-name.ts'
import type { TaskReference } from './task-reference.ts'
import type { TaskSettings } from './task-settings.ts'
import { readTiming, type TaskTiming } from './task-timing.ts'
import { explainUnknownKey } from './unknown-keys.ts'
import type { ZodSchema } from './zod-schema.ts'

/** What `defineTask` takes. */
export interface DefinitionOptions<
  Name extends string = string,
  Schema extends ZodSchema = ZodSchema,
  Result extends ZodSchema = ZodSchema,
  Groups extends DependencyGroups = DependencyGroups,
> extends Omit<TaskSettings, 'retry'> {
  /** The name in the database. It stays what it is when the code moves, so choose it with care. */
  readonly name: Name
  /** Checks and converts the payload: a schema of zod 4. */
  readonly schema: Schema
  /**
   * Checks and converts the result: a schema of zod 4.
   * @defaultValue no result
   */
  readonly result?: Result
  /**
   * What a task of this kind waits for, by the name of the group.
   * @defaultValue nothing
   */
  readonly dependsOn?: Groups
  /**
   * How often and when a failed attempt is followed by another. Dependents wait through all of them.
   * @defaultValue one attempt
   */
  readonly retry?: DefinitionRetryOptions | undefined
}

const optionNames = ['name', 'schema', 'result', 'dependsOn', 'priority', 'expiresIn', 'retry', 'timeout']

/** What a task is like whose definition says nothing. */
const plain: TaskTiming = {
  priority: Priority.MEDIUM,
  expiresInMilliseconds: defaults.expiresIn,
  retry: oneAttempt,
  timeoutMilliseconds: undefined,
}

/**
 * Defines a kind of task: a name, a payload, a result and what it depends on. No code that runs:
 * that is added by `handle`, so a producer need not import it.
 *
 * ```ts
 * const Resize = defineTask({
 *   name: 'resize',
 *   schema: z.object({ width: z.number() }),
 *   result: z.object({ path: z.string() }),
 *   dependsOn: { source: direct(Download) },
 * })
 * const node = Resize({ width: 100 }, { dependsOn: { source: Download({ url }) } })
 * ```
 * @throws TaskloomError `INVALID_DEFINITION` or `INVALID_OPTION` naming the task and the option at fault.
 */
export function defineTask<
  const Name extends string,
  Schema extends ZodSchema,
  Result extends ZodSchema = z.ZodVoid,
  Groups extends DependencyGroups = NoDependencies,
>(
  options: DefinitionOptions<Name, Schema, Result, Groups>,
): TaskDefinition<Name, input<Schema>, output<Schema>, input<Result>, output<Result>, Groups> {
  assertOptions(options)
  const { name, schema, result } = options
  const make = (payload: unknown, nodeOptions?: NodeInput): unknown =>
    createNode(definition, payload, nodeOptions)
  const definition = brand<AnyTaskDefinition>(make)
  const parts = {
    name,
    schema,
    result,
    ...readTiming(name, options, plain),
    backoff: backoffOf(options.retry),
    id: (id: string): TaskReference => makeReference(name, id),
    handle: (run: Handler['run'], options?: HandleOptions): Handler => makeHandler(definition, run, options),
  }
  for (const [key, value] of Object.entries(parts))
    Object.defineProperty(make, key, { value, enumerable: true })
  const groups = declareGroups(definition, options.dependsOn)
  Object.defineProperty(make, 'groups', { value: groups, enumerable: true })
  return brand(Object.freeze(make))
}

function assertOptions(options: unknown): void {
  if (!isPlainObject(options)) {
    throw refuse(
      `defineTask takes an object such as { name, schema }, but was given ${describeValue(options)}.`,
    )
  }
  const badName = explainBadName(options['name'])
  if (badName !== undefined) throw refuse(`The name of a task ${badName}`)
  const task = String(options['name'])
  const unknown = explainUnknownKey(options, optionNames)
  if (unknown !== undefined)
    throw refuse(`there is a mistake in the options of its definition: ${unknown}`, task)
  assertSchema(task, 'schema', options['schema'])
  if (options['result'] !== undefined) assertSchema(task, 'result', options['result'])
}

function assertSchema(task: string, option: 'schema' | 'result', schema: unknown): void {
  if (typeof schema === 'object' && schema !== null && '_zod' in schema) return
  const found = schema === undefined ? 'is missing' : `is ${describeValue(schema)}`
  throw refuse(`\`${option}\` ${found}. Pass a schema of zod 4, such as z.object({ … }).`, task)
}

function makeReference(name: string, id: string): TaskReference {
  if (isTaskId(id)) return brand(Object.freeze({ id, name }))
  throw new TaskloomError(
    'INVALID_OPTION',
    `Task \`${name}\`: ${typeof id === 'string' ? JSON.stringify(id) : describeValue(id)} is not the id of a task: ${taskIdRule}.`,
    { details: { task: name } },
  )
}

function makeHandler(
  definition: AnyTaskDefinition,
  run: Handler['run'],
  options: HandleOptions = {},
): Handler {
  const mistake = mistakeInHandler(run, options)
  if (mistake === undefined) return Object.freeze({ definition, run, ...options })
  throw new TaskloomError('INVALID_OPTION', `Task \`${definition.name}\`: ${mistake}`, {
    details: { task: definition.name },
  })
}

function mistakeInHandler(run: unknown, options: unknown): string | undefined {
  if (typeof run !== 'function')
    return `handle takes the function that runs the task, but was given ${describeValue(run)}.`
  if (!isPlainObject(options))
    return `handle takes its options as an object such as { runIf }, but was given ${describeValue(options)}.`
  const unknown = explainUnknownKey(options, ['runIf'])
  if (unknown !== undefined) return `there is a mistake in the options of handle: ${unknown}`
  const { runIf } = options
  if (runIf === undefined || typeof runIf === 'function') return undefined
  return `\`runIf\` is a function that returns whether the task runs, but was given ${describeValue(runIf)}.`
}

function refuse(reason: string, task?: string): TaskloomError {
  if (task === undefined) return new TaskloomError('INVALID_DEFINITION', reason)
  return new TaskloomError('INVALID_DEFINITION', `Task \`${task}\`: ${reason}`, { details: { task } })
}
