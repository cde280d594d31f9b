import type { TaskDocument } from '../../document/task-document.ts'
import { inChunks } from '../chunks.ts'
import type { Store } from '../store.ts'

/** A task on the way from one that waits to what it waits for. */
export interface Waiting {
  readonly id: string
  readonly name: string
}

export interface WaitRequest {
  /** The task that is to be extended. */
  readonly taskId: string
  /** The pushes that it made itself: what came with them is not meant by its extensions. */
  readonly pushIds: readonly string[]
  readonly extensionIds: readonly string[]
}

type Row = Pick<TaskDocument, '_id' | 'name' | 'state' | 'pushId' | 'dependencies' | 'extensions'>

/**
 * Finds out whether what a task is extended by waits, near or far, for something that waits for this task: those two
 * would wait for each other. Returns the way from the extension to that dependent, or undefined where there is none.
 * What running tasks on the way were extended by counts, since whoever waits for them is about to wait for that too.
 * Depth is a loop: a chain of any length must pass.
 */
export async function findWait(store: Store, request: WaitRequest): Promise<readonly Waiting[] | undefined> {
  const { taskId, pushIds, extensionIds } = request
  const cameFrom = new Map<string, Row | undefined>(extensionIds.map((id) => [id, undefined]))
  let layer = [...extensionIds]
  while (layer.length > 0) {
    const rows = await readOpen(store, layer)
    const dependent = rows.find((row) => waitsFor(row, taskId) && !pushIds.includes(row.pushId))
    if (dependent !== undefined) return wayTo(dependent, cameFrom)
    layer = []
    for (const row of rows) {
      const next = row.state === 'RUNNING' ? (row.extensions ?? []) : row.dependencies
      for (const { id } of next) {
        if (cameFrom.has(id)) continue
        cameFrom.set(id, row)
        layer.push(id)
      }
    }
  }
  return undefined
}

async function readOpen(store: Store, ids: readonly string[]): Promise<Row[]> {
  const rows: Row[] = []
  for (const chunk of inChunks(ids)) {
    const found = store.tasks
      .find({ _id: { $in: chunk }, state: { $in: ['CREATED', 'RUNNING'] } })
      .project<Row>({ name: 1, state: 1, pushId: 1, 'dependencies.id': 1, extensions: 1 })
    for await (const row of found) rows.push(row)
  }
  return rows
}

function waitsFor({ state, dependencies }: Row, taskId: string): boolean {
  return state === 'CREATED' && dependencies.some(({ id }) => id === taskId)
}

function wayTo(end: Row, cameFrom: ReadonlyMap<string, Row | undefined>): Waiting[] {
  const way: Waiting[] = []
  for (let row: Row | undefined = end; row !== undefined; row = cameFrom.get(row._id))
    way.unshift({ id: row._id, name: row.name })
  return way
}
