import { randomBytes } from 'node:crypto'

/** Long enough for a name of things, short enough for every index. */
const longest = 200

/** Control characters would break logs and pages. */
const pattern = /^[^\p{Cc}\s](?:[^\p{Cc}]*[^\p{Cc}\s])?$/u
const counterLimit = 0x1_00_00_00

/** Five random bytes of this process: two processes of the same second do not meet. */
const processPart = randomBytes(5).toString('hex')

/** Starts in the lower half, so that the ids of one process stay in order for the first eight million. */
let counter = randomBytes(3).readUIntBE(0, 3) >>> 1

/**
 * Makes the id of a task: 24 hexadecimal characters that sort by the second of their making,
 * in the layout of an ObjectId (seconds, process, counter).
 */
export function newTaskId(): string {
  counter = (counter + 1) % counterLimit
  const seconds = Math.floor(Date.now() / 1000)
  return hexadecimal(seconds, 8) + processPart + hexadecimal(counter, 6)
}

/**
 * Says whether a value can be the id of a task: one that `newTaskId` made, or one that a user chose, of 1 to
 * 200 characters, none of them a control character, without white space at either end.
 */
export function isTaskId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longest && pattern.test(value)
}

/** What the id of a task may be, for messages. */
export const taskIdRule =
  'an id has 1 to 200 characters, none of them a control character, and no white space at either end'

function hexadecimal(value: number, length: number): string {
  return value.toString(16).padStart(length, '0')
}
