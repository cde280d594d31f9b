/**
 * Gives a value a type some of whose properties exist in the types alone, such as the result that a
 * reference promises. The one place that says so; what is there at run time the caller must see to.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- that is its purpose
export function brand<Type>(value: object): Type {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no value can have such a property
  return value as Type
}
