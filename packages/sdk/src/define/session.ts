/** A `ClientSession` of the driver, as far as it matters here. */
export interface Session {
  inTransaction(): boolean
  readonly hasEnded: boolean
}

/** What makes a write part of the user's transaction. */
export interface InTransaction {
  /**
   * A session of the client that was passed to `connect({ client })`, in a transaction. Nothing is visible before it
   * commits, and nothing is left when it aborts. Replica sets alone have transactions.
   */
  readonly session?: Session
}
