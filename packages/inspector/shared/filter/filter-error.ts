/** Says what is wrong with a filter, where, and how to put it right. */
export class FilterError extends Error {
  override readonly name = 'FilterError'
  /** Where the mistake begins, counted from 0, and how long it is. */
  readonly position: number
  readonly length: number
  /** The way out. */
  readonly hint: string

  constructor(message: string, place: { readonly position: number; readonly text: string }, hint: string) {
    super(message)
    this.position = place.position
    this.length = Math.max(1, place.text.length)
    this.hint = hint
  }
}
