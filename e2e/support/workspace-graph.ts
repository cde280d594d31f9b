import { join, resolve } from 'node:path'

import { readLockfile } from '../../packages/examples/src/demo/lockfile/read-lockfile.ts'
import { reportNode } from '../../packages/examples/src/demo/package-nodes.ts'

/** The demo's graph: the packages of this workspace's own lockfile, and the report on them. */
export async function workspaceGraph() {
  const lockfile = await readLockfile(join(resolve(import.meta.dirname, '../..'), 'pnpm-lock.yaml'))
  return { node: reportNode(lockfile, 10), size: lockfile.graph.size + 1 }
}
