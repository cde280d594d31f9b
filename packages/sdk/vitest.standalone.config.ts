import { everydayFiles } from '../local-mongo/src/everyday-files.ts'
import { allFiles, behaviourOn } from './vitest.behaviour.ts'

/**
 * What a standalone does otherwise than a replica set: several documents are written without a transaction, writes
 * are not repeated by the driver, changes are polled for, and sessions are refused.
 */
const subjects = [
  'connect',
  'delete',
  'events-source',
  'push',
  'push-failure',
  'races',
  'settle',
  'transactions-push',
  'transactions-settle',
  'wake-up',
  'wake-up-polling',
  'worker',
]

export default behaviourOn(
  'standalone',
  everydayFiles({
    directory: import.meta.dirname,
    everyday: subjects.map((name) => `test/behaviour/${name}.test.ts`),
    all: allFiles,
  }),
)
