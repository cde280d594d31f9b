import { everydayFiles } from '../local-mongo/src/everyday-files.ts'
import { allFiles, behaviourOn } from './vitest.behaviour.ts'

/** What a standalone does otherwise than a replica set: changes are polled for, and nothing is a transaction. */
const subjects = ['actions/actions', 'actions/undo', 'live/stream', 'mount', 'reads', 'soak']

export default behaviourOn(
  'standalone',
  everydayFiles({
    directory: import.meta.dirname,
    everyday: subjects.map((name) => `test/${name}.test.ts`),
    all: allFiles,
  }),
)
