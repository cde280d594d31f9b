// What a user of the packed SDK writes: compiled against the tarball with its types checked in full, and run.
import { allOf, connect, defineTask, direct, itself, Priority, TaskloomError, type Loom } from '@taskloom/sdk'
import { openInspection, type TaskRow } from '@taskloom/sdk/inspect'
import { createTestLoom } from '@taskloom/sdk/testing'
import { z } from 'zod'

export const Download = defineTask({
  name: 'download',
  schema: z.object({ url: z.url() }),
  result: z.object({ path: z.string() }),
  expiresIn: '5m',
})

export const Resize = defineTask({
  name: 'resize',
  schema: z.object({ width: z.number() }),
  dependsOn: { source: direct(Download), tiles: allOf(itself) },
  result: z.object({ path: z.string() }),
})

export async function work(loom: Loom): Promise<string | undefined> {
  const source = Download({ url: 'https://example.com' }, { priority: Priority.HIGH })
  await loom.push(Resize({ width: 100 }, { dependsOn: { source, tiles: [] } }))
  const task = await loom.pop([Download, Resize])
  return task?.name === 'resize' ? task.dependencies.source.path : task?.payload.url
}

export async function failed(loom: Loom): Promise<readonly TaskRow[]> {
  return (await openInspection(loom).tasks({ selection: { views: ['failed'] } })).items
}

const error = await connect({
  uri: 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=1',
  database: 'none',
}).catch((problem: unknown) => problem)
if (!(error instanceof TaskloomError) || error.code !== 'CONNECTION_FAILED') throw new Error('It answered.')
if (typeof createTestLoom !== 'function') throw new Error('The testing entry is empty.')
