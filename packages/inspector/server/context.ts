import type { ActionJobs } from './actions/action-jobs.ts'
import type { Database } from './database/database.ts'
import type { DepthSamples } from './depth/depth-samples.ts'
import type { LiveHub } from './live/live-hub.ts'
import type { Settings } from './options.ts'
import type { Audit } from './security/audit.ts'

/** What the handlers of one inspector work with. */
export interface Context {
  readonly settings: Settings
  readonly database: Database
  readonly live: LiveHub
  readonly depth: DepthSamples
  readonly jobs: ActionJobs
  readonly audit: Audit
}
