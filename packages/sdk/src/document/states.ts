/**
 * The stored states of a task. Two are hidden from readers: `STAGED` (its push is not complete) and
 * `DELETED` (removed, but its dependents have not been told yet).
 */
const taskStates = {
  STAGED: { isHidden: true, isSettled: false },
  CREATED: { isHidden: false, isSettled: false },
  RUNNING: { isHidden: false, isSettled: false },
  FINISHED: { isHidden: false, isSettled: true },
  FAILED: { isHidden: false, isSettled: true },
  CANCELLED: { isHidden: false, isSettled: true },
  SKIPPED: { isHidden: false, isSettled: true },
  EXPIRED: { isHidden: false, isSettled: true },
  DELETED: { isHidden: true, isSettled: true },
} as const

export type StoredState = keyof typeof taskStates

/** A state that a reader can see. */
export type TaskState = Exclude<StoredState, 'STAGED' | 'DELETED'>

/** A state that a task never leaves by itself. */
export type SettledState = Exclude<TaskState, 'CREATED' | 'RUNNING'>

const all = Object.keys(taskStates) as StoredState[]

export const visibleStates: readonly TaskState[] = all.filter(
  (state): state is TaskState => !taskStates[state].isHidden,
)

export const settledStates: readonly SettledState[] = visibleStates.filter(isSettled)

/** The states in which something may still happen to a task by itself. */
export const openStates: readonly StoredState[] = all.filter((state) => !taskStates[state].isSettled)

function isSettled(state: StoredState): state is SettledState {
  return taskStates[state].isSettled && !taskStates[state].isHidden
}
