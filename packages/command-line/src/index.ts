export { abortable } from './abortable.ts'
export { CommandError } from './command-error.ts'
export { parseOptions, wholeNumber } from './parse-options.ts'
export { runCommand, type Command, type CommandResult, type CommandSurroundings } from './run-command.ts'
