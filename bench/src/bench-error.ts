/** A mistake of the person at the keyboard: its message says it all, and a stack would not help. */
export class BenchError extends Error {
  override readonly name = 'BenchError'
}
