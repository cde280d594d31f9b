import { createStore } from '../store.ts'
import type { Snapshot } from './snapshot.ts'

/** The snapshot that was opened last. It is kept by the page alone: who reloads opens the file again. */
export const openedSnapshot = createStore<Snapshot | undefined>(undefined)
