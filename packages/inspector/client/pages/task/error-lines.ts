import type { TaskError } from '../../api/wire.ts'
import { framesOf } from './stack-frames.ts'

/** An error with what caused it as lines, for comparing: its name and message, its frames, and so on down. */
export function errorLines(error: TaskError): readonly string[] {
  const { name, code, message, stack = '', cause } = error
  const [first = '', ...rest] = message.split('\n')
  const own = [`${name} ${code}: ${first}`, ...rest, ...framesOf(stack).map(({ text }) => `    at ${text}`)]
  return cause === undefined ? own : [...own, 'Caused by', ...errorLines(cause)]
}
