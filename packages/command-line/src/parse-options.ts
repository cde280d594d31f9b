import { parseArgs, type ParseArgsConfig } from 'node:util'

import { CommandError } from './command-error.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/**
 * Reads the command line; what it does not understand is answered with the usage.
 * @throws CommandError
 */
export function parseOptions<const Given extends Options>(
  args: readonly string[],
  usage: string,
  options: Given,
): ReturnType<typeof parseArgs<{ args: string[]; options: Given }>>['values'] {
  try {
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandError(`${reason}\n\n${usage}`, { cause: error })
  }
}

/**
 * Reads the whole number of an option, from 1 to `most`.
 * @throws CommandError
 */
export function wholeNumber(option: string, text: string, most: number): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= most) return number
  throw new CommandError(`--${option} takes a whole number from 1 to ${most}, and was given "${text}".`)
}
