import { quoted } from '../define/describe-value.ts'
import { TaskloomError } from '../errors.ts'
import { eventKinds, localEventKinds } from '../observe/events.ts'
import { checkOptions } from './check-options.ts'
import { readCount } from './read-options.ts'

/**
 * Checks what `on` is given.
 * @throws TaskloomError `INVALID_OPTION` naming what is wrong.
 */
export function checkLocalKind(kind: string, listener: unknown): void {
  if (!(localEventKinds as readonly string[]).includes(kind))
    throw refuse(`on() knows no \`${kind}\`. Kinds are ${quoted(localEventKinds)}; events() has all.`)
  if (typeof listener !== 'function') throw refuse(`on('${kind}', …) needs a function as its listener.`)
}

/**
 * Checks the options of `events`.
 * @throws TaskloomError `INVALID_OPTION` naming the option.
 */
export function checkEventOptions(options: { readonly kinds?: unknown; readonly buffer?: unknown }): void {
  checkOptions('events', options)
  const { kinds = [], buffer = 1 } = options
  const stranger = [kinds].flat().find((kind) => !(eventKinds as readonly unknown[]).includes(kind))
  if (stranger !== undefined || !Array.isArray(kinds))
    throw refuse(`\`kinds\` of events() is a list of ${quoted(eventKinds)}.`)
  readCount('The buffer of events()', buffer)
}

function refuse(message: string): TaskloomError {
  return new TaskloomError('INVALID_OPTION', message)
}
