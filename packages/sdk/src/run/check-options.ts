import { describeValue } from '../define/describe-value.ts'
import { explainUnknownKey } from '../define/unknown-keys.ts'
import { TaskloomError } from '../errors.ts'

/** What takes options. */
type OptionTaker =
  | 'connect'
  | 'connect({ times })'
  | 'connect({ limits })'
  | 'push'
  | 'context.push'
  | 'context.extend'
  | 'worker'
  | 'stop'
  | 'queue'
  | 'find'
  | 'cancel'
  | 'delete'
  | 'retry'
  | 'rerunFrom'
  | 'requeue'
  | 'setPriority'
  | 'extendExpiry'
  | 'bulk'
  | 'finished'
  | 'fail'
  | 'finish'
  | 'events'
  | 'createTestLoom'

/** The options of each method: what JavaScript misspells would be ignored without a word. */
const known: Readonly<Record<OptionTaker, readonly string[]>> = {
  connect: ['uri', 'client', 'database', 'prefix', 'sweeper', 'ensureIndexes', 'times', 'limits'],
  'connect({ times })': ['lease', 'renewal', 'maximumRun', 'sweepTick', 'poll'],
  'connect({ limits })': ['payload', 'result', 'maxRecoveries'],
  push: ['keepFor', 'onProgress', 'session', 'onFinished', 'tags', 'metadata', 'deadline'],
  'context.push': ['key'],
  'context.extend': ['key'],
  worker: ['concurrency', 'signal', 'onError', 'onWarning'],
  stop: ['timeout'],
  queue: ['signal', 'onError'],
  find: ['limit'],
  cancel: ['downstream', 'expectedState'],
  delete: ['expectedState'],
  retry: ['expectedState'],
  rerunFrom: ['expectedState'],
  requeue: ['expectedState'],
  setPriority: ['expectedState'],
  extendExpiry: ['expectedState'],
  bulk: ['dryRun', 'onProgress', 'signal'],
  finished: ['signal'],
  fail: ['final', 'session'],
  finish: ['session'],
  events: ['kinds', 'dagId', 'name', 'signal', 'buffer'],
  createTestLoom: ['uri', 'database', 'prefix', 'sweeper', 'times', 'limits'],
}

/**
 * Checks that options are an object, and have known names.
 * @throws TaskloomError `INVALID_OPTION` naming the method and the option, and the one that was probably meant.
 */
export function checkOptions(method: OptionTaker, options: object): void {
  const call = method.endsWith(')') ? method : `${method}()`
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw refuse(`${call} takes its options as an object, not ${describeValue(options)}.`)
  const unknown = explainUnknownKey(options, known[method])
  if (unknown !== undefined) throw refuse(`There is a mistake in the options of ${call}: ${unknown}`)
}

function refuse(message: string): TaskloomError {
  return new TaskloomError('INVALID_OPTION', message)
}
