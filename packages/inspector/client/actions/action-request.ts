import type { ActionKind } from '../../shared/actions.ts'
import type { BodyOf } from '../../shared/contract.ts'
import type { ActionJob } from '../api/wire.ts'
import { createStore } from '../store.ts'

export type ActionTarget = BodyOf<'startAction'>['target']
export type ActionOptions = NonNullable<BodyOf<'startAction'>['options']>

/** An action that somebody asked for and has not confirmed. */
export interface AskedAction {
  readonly kind: ActionKind
  readonly target: ActionTarget
  /** What it is for, in words: `resize-17`, `12 tasks`, `everything in the filter`. */
  readonly subject: string
  readonly options: ActionOptions
  /** What may be seen of the payload that `run` copies; absent when nothing. */
  readonly payload?: unknown
  /** Told of the outcome, so that what did not change can stay marked. */
  readonly onDone?: ((job: ActionJob) => void) | undefined
}

/** The action whose dialog is open. */
export const askedAction = createStore<AskedAction | undefined>(undefined)

/** Opens the dialog of an action: what it would change, then the confirmation. */
export function askFor(action: Omit<AskedAction, 'options'> & { readonly options?: ActionOptions }): void {
  askedAction.set({ ...action, options: { ...atFirst[action.kind], ...action.options } })
}

/** What the form of an action says before somebody has touched it. */
const atFirst: Partial<Record<ActionKind, ActionOptions>> = {
  priority: { priority: 2 },
  extend: { by: 3_600_000 },
}

/** An action that runs on the server or has ended a moment ago. */
interface StartedAction {
  readonly id: string
  readonly title: string
  readonly onDone: AskedAction['onDone']
}

export const startedActions = createStore<readonly StartedAction[]>([])

export function follow(action: StartedAction): void {
  startedActions.set([...startedActions.get(), action])
}

export function unfollow(id: string): void {
  startedActions.set(startedActions.get().filter((action) => action.id !== id))
}
