/** A mistake of the person at the keyboard, or of the machine: its message says it all, and a stack would not help. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}
