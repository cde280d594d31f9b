import { ClientSession, MongoServerError } from 'mongodb'

import { TaskloomError } from '../errors.ts'
import type { Store } from './store.ts'

/**
 * Reads the session that a user passed.
 * @throws TaskloomError `TRANSACTIONS_UNAVAILABLE` on a standalone; `INVALID_OPTION` when it is no session, is that of
 *   another client, or is not in a transaction.
 */
export function readSession(store: Store, given: unknown): ClientSession {
  if (store.topology === 'standalone') {
    throw new TaskloomError(
      'TRANSACTIONS_UNAVAILABLE',
      'This MongoDB is a standalone server, which has no transactions. Leave `session` out, or run it as a replica set; one of a single node is enough.',
    )
  }
  if (!isSession(given)) throw refuse('is no session. Pass what client.startSession() returned.')
  if (Reflect.get(given, 'client') !== store.client)
    throw refuse(
      'belongs to another MongoClient. Connect with the client that starts the session: connect({ client, … }).',
    )
  if (!given.inTransaction())
    throw refuse('is not in a transaction. Call this inside session.withTransaction(async () => …).')
  return given
}

/** Not `instanceof` alone: the user's driver may be another copy. */
function isSession(given: unknown): given is ClientSession {
  if (given instanceof ClientSession) return true
  return typeof given === 'object' && given !== null && 'inTransaction' in given && 'withTransaction' in given
}

function refuse(what: string): TaskloomError {
  return new TaskloomError('INVALID_OPTION', `\`session\` ${what}`)
}

export type { ClientSession } from 'mongodb'

/** The error for a transaction that began too early to see what is there now; `withTransaction` begins again. */
export function outdatedTransaction(what: string): Error {
  return new MongoServerError({
    message: `The transaction began before ${what}, and does not see it as it is. It has to begin again.`,
    code: writeConflict,
    codeName: 'WriteConflict',
    errorLabels: ['TransientTransactionError'],
  })
}

/** https://www.mongodb.com/docs/manual/reference/error-codes/ */
const writeConflict = 112
