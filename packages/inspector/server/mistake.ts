/** A mistake of whoever sets the inspector up: its message says it all. */
export class InspectorMistake extends Error {
  override readonly name = 'InspectorMistake'
}
