import type { ActionKind } from '../../shared/actions.ts'

interface Words {
  /** The button that does it. */
  readonly button: string
  /** What is being done while it runs. */
  readonly doing: string
  /** What it means, for whoever is about to do it. */
  readonly meaning: string
  readonly isDangerous: boolean
}

/** What the actions are called around their dialog. */
export const actionWords: Readonly<Record<ActionKind, Words>> = {
  retry: {
    button: 'Retry',
    doing: 'Retrying',
    meaning: 'The task runs again, with new attempts. What waits for it waits for the new outcome.',
    isDangerous: false,
  },
  rerun: {
    button: 'Rerun',
    doing: 'Rerunning',
    meaning: 'The task and everything that depends on it run again, also what had finished.',
    isDangerous: false,
  },
  cancel: {
    button: 'Cancel',
    doing: 'Cancelling',
    meaning:
      'The task does not run; a running one is told to stop. What needs its success is cancelled with it.',
    isDangerous: true,
  },
  requeue: {
    button: 'Run now',
    doing: 'Making ready',
    meaning: 'The rest of its delay is left out: it is ready at once.',
    isDangerous: false,
  },
  priority: {
    button: 'Set priority',
    doing: 'Setting the priority',
    meaning: 'Workers take tasks of high priority first.',
    isDangerous: false,
  },
  extend: {
    button: 'Extend',
    doing: 'Extending',
    meaning: 'The task expires later.',
    isDangerous: false,
  },
  delete: {
    button: 'Delete',
    doing: 'Deleting',
    meaning: 'The task is removed with its result. What waits for it is settled as if it had failed.',
    isDangerous: true,
  },
  pause: {
    button: 'Pause',
    doing: 'Pausing',
    meaning: 'No worker takes more of it; what runs goes on.',
    isDangerous: false,
  },
  resume: {
    button: 'Resume',
    doing: 'Resuming',
    meaning: 'Workers take it again.',
    isDangerous: false,
  },
  run: {
    button: 'Run the copy',
    doing: 'Pushing a copy',
    meaning: 'A new task of the same type is pushed, with the payload below.',
    isDangerous: false,
  },
  undo: {
    button: 'Undo the rest',
    doing: 'Undoing',
    meaning: 'Some of its tasks have changed since, and stay as they are. The others become what they were.',
    isDangerous: false,
  },
}
