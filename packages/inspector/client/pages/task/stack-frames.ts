/** A line of a stack; `isOwn` when it is neither of a library nor of Node itself. */
export interface Frame {
  readonly text: string
  readonly isOwn: boolean
}

/** The frames of a stack as V8 writes it, without the message above them. */
export function framesOf(stack: string): readonly Frame[] {
  return stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .map((line) => ({ text: line.slice(3), isOwn: !/node_modules|node:|<anonymous>/u.test(line) }))
}
