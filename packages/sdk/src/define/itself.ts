/**
 * Stands for the definition that is being defined, where a task depends on others of its own kind.
 *
 * ```ts
 * const Sum = defineTask({ name: 'sum', schema, result, dependsOn: { parts: allOf(itself) } })
 * ```
 */
export const itself: unique symbol = Symbol.for('taskloom.itself') as never

/** The type of `itself`. */
export type Itself = typeof itself
