import type { GraphColumns } from '../../shared/graph-columns.ts'
import type { DagDetail } from '../api/wire.ts'

/** A DAG as it was shown at one moment: what stands in the file, as JSON. */
export interface Snapshot {
  readonly format: 'taskloom-snapshot'
  /** The version that this client writes, and the latest that it reads. */
  readonly version: 1
  /** By the clock of the database, in milliseconds since 1970. */
  readonly takenAt: number
  /** What is known of the DAG as a whole; absent where the page did not have it. */
  readonly dag?: Pick<DagDetail, 'dag' | 'rootCauses'> | undefined
  readonly graph: GraphColumns
}
