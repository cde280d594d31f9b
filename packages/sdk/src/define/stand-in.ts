import { $ZodUnknown } from 'zod/v4/core'

import type { AnyTaskDefinition } from './any-task-definition.ts'
import { defineTask } from './define-task.ts'

const standIns = new WeakSet<AnyTaskDefinition>()

/** A definition in place of one that only other processes have: it has its name, and takes every payload. */
export function standInFor(name: string): AnyTaskDefinition {
  const definition = defineTask({ name, schema: new $ZodUnknown({ type: 'unknown' }) })
  standIns.add(definition)
  return definition
}

/** Whether it stands for another one, which may have the same name. */
export function isStandIn(definition: AnyTaskDefinition): boolean {
  return standIns.has(definition)
}
