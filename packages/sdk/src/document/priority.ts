/**
 * How urgent a task is. Ready tasks are claimed from `HIGH` to `LOW`; among equals the first pushed
 * is the first claimed. A value of this table, or one of its numbers, is accepted wherever a priority is.
 */
export const Priority = {
  LOW: 1,
  MEDIUM: 2,
  HIGH: 3,
} as const

export type Priority = (typeof Priority)[keyof typeof Priority]

export function isPriority(value: unknown): value is Priority {
  return Object.values<unknown>(Priority).includes(value)
}
