import { brand } from './brand.ts'

declare const itselfBrand: unique symbol

/** The type of `itself`. */
export interface Itself {
  readonly [itselfBrand]: true
}

/**
 * Stands for the definition that is being defined, where a task depends on others of its own kind.
 *
 * ```ts
 * const Sum = defineTask({ name: 'sum', schema, result, dependsOn: { parts: allOf(itself) } })
 * ```
 */
export const itself: Itself = brand(Object.freeze({ itself: true }))
