import type { AnyTaskDefinition } from '@taskloom/sdk'

import type { OpenDatabase } from '../database/database.ts'
import type { ActionJob } from './action-job.ts'
import type { ActionRequest } from './assert-offered.ts'

/** An action to do, and what is needed for it. */
export interface ActionWork {
  readonly open: OpenDatabase
  readonly job: ActionJob
  readonly request: ActionRequest
  readonly definitions: readonly AnyTaskDefinition[]
  /** The action that it undoes. */
  readonly origin: ActionJob | undefined
}
