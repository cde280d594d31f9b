import { allOf, defineTask, itself, Priority, type Loom, type TaskNode } from '@taskloom/sdk'
import { z } from 'zod'

import { Download, gallery, Gallery, Resize } from '../support/shop.ts'
import { workspaceGraph } from '../support/workspace-graph.ts'

/** What the pictures are of: DAGs by their ids, and a task that failed. */
export interface Scene {
  readonly small: string
  readonly lockfile: string
  readonly large: string
  readonly failed: string
  end(): Promise<void>
}

const Step = defineTask({
  name: 'import-row',
  schema: z.object({ row: z.number() }),
  dependsOn: { after: allOf(itself) },
})

/** Plays some life of a shop: galleries that finish, one that waits, one that fails, and large graphs. */
export async function playScene(loom: Loom, say: (line: string) => void): Promise<Scene> {
  say('playing the scene …')
  const held = new AbortController()
  const untilTheEnd = async (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      AbortSignal.any([signal, held.signal]).addEventListener('abort', () => resolve())
    })
  const worker = loom.worker(
    [
      Download.handle(async ({ payload, signal }) => {
        if (payload.url.includes('august')) throw mirrorAway()
        if (payload.url.includes('september')) await untilTheEnd(signal)
        return { path: payload.url }
      }),
      Resize.handle(async ({ payload, signal, progress }) => {
        if (payload.width === 300 || payload.width === 700) {
          progress(0.4, 'sharpening')
          await untilTheEnd(signal)
        }
        return { path: `${payload.width}.png` }
      }),
      Gallery.handle(() => undefined),
      Step.handle(() => undefined),
    ],
    { concurrency: 20 },
  )
  const working = worker.run()
  for (let month = 1; month <= 24; month += 1) await loom.push(gallery(`album-${month}`, 2).page)
  const broken = gallery('august', 6)
  const failing = await loom.push(broken.page)
  await failing.finished()
  await loom.push(gallery('september', 4).page)
  const small = await loom.push(gallery('june', 8).page)
  const { node } = await workspaceGraph()
  const lockfile = await loom.push(node)
  const large = await loom.push(rows(10_000))
  return {
    small: small.id,
    lockfile: lockfile.id,
    large: large.id,
    failed: broken.source.id,
    end: async () => {
      held.abort()
      await worker.stop()
      await working
    },
  }
}

/** As it would come from a program of the shop, with frames that are of no machine. */
function mirrorAway(): Error {
  const cause = new Error('getaddrinfo ENOTFOUND mirror.example.com')
  const error = new Error('The mirror does not answer.', { cause })
  error.stack = `Error: ${error.message}\n    at download (shop/download.ts:14:11)\n    at shop/worker.ts:31:5`
  cause.stack = `Error: ${cause.message}\n    at lookup (node:dns:66:26)`
  return error
}

/** A pipeline whose width follows the number of rows, each after one or two of the rank before. */
function rows(count: number): TaskNode[] {
  const width = Math.round(Math.sqrt(count))
  const nodes: ReturnType<typeof Step>[] = []
  for (let row = 0; row < count; row += 1) {
    const above = nodes[row - width]
    const beside = row % 4 === 0 ? nodes[row - width + 1 + (row % 3)] : undefined
    const after = [above, beside].filter((node) => node !== undefined)
    nodes.push(
      Step({ row }, { dependsOn: { after }, priority: row % 7 === 0 ? Priority.HIGH : Priority.MEDIUM }),
    )
  }
  return nodes
}
