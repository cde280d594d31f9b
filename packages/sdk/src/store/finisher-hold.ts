/** What keeps the finisher of a DAG until all others have settled. */
export const finisherHold = 'dag'
