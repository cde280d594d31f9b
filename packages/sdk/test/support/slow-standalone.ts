import { beforeEach } from 'vitest'

import { isFull } from './sizes.ts'
import { isSlow, topology } from './test-loom.ts'

/**
 * What a standalone does otherwise than a replica set: several documents are written without a transaction, changes
 * are polled for, and sessions are refused. On a slow server only these files run on it; the others, of which the
 * replica set runs all, would say the same again. On a fast one everything runs on both.
 */
const subjects = new Set([
  'abandoned-push',
  'connect',
  'crash-points',
  'delete',
  'events-source',
  'inspect-changes',
  'model',
  'push',
  'push-failure',
  'races',
  'results',
  'settle',
  'transactions-push',
  'transactions-settle',
  'wake-up',
  'wake-up-polling',
  'worker',
])

if (isSlow && topology === 'standalone' && !isFull) {
  let isSaid = false
  beforeEach(({ task, skip }) => {
    const [, name = ''] = /([^/]+)\.test\.ts$/u.exec(task.file.name) ?? []
    if (subjects.has(name)) return
    if (!isSaid)
      process.stdout.write(`Shrunk: ${name} runs on the replica set alone; \`npm run test:full\` runs all.\n`)
    isSaid = true
    skip('on a slow server, only what differs on a standalone')
  })
}
