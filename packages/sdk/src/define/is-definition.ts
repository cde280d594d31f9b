import type { AnyTaskDefinition } from './any-task-definition.ts'

/** Says whether a value is a task definition: what `defineTask` makes. */
export function isDefinition(value: unknown): value is AnyTaskDefinition {
  return (
    typeof value === 'function' && 'groups' in value && 'schema' in value && 'expiresInMilliseconds' in value
  )
}
