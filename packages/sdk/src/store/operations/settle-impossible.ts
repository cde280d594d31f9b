import type { AnyBulkWriteOperation } from 'mongodb'

import type { StoredGroup } from '../../document/dependency-group.ts'
import { decisiveGroup, explainsEnd, standingOf, type UpstreamEnd } from '../../document/dependency-rule.ts'
import { isAddedGroup } from '../../document/extensions.ts'
import type { StoredError, TaskDocument } from '../../document/task-document.ts'
import { whereFrom } from '../../document/transitions.ts'
import { inChunks } from '../chunks.ts'
import { readFlagged, type Flagged, type TaskEnd } from '../flags.ts'
import { tallyOf } from '../judge-wide.ts'
import type { Store } from '../store.ts'
import { transitionUpdate } from '../transition-update.ts'
import { reach } from '../write-points.ts'
import type { JudgedTask } from './judge-blocked.ts'

const transitionTo = {
  FAILED: 'failUpstream',
  CANCELLED: 'cancelUpstream',
  SKIPPED: 'skipUpstream',
} as const satisfies Record<UpstreamEnd, string>

type Upstream = Pick<TaskDocument, '_id' | 'state' | 'name' | 'rootCause'>
type Stuck = Pick<TaskDocument, '_id' | 'name' | 'dagId' | 'revision' | 'dependencies' | 'groups' | 'growths'>

/**
 * Ends tasks of which a group can no longer be satisfied, so that nothing waits for ever.
 *
 * Before: open, and not claimed. What was made ready by a resolver that did not know it yet ends as well: once
 * impossible, a task stays so until its revision changes. After: `FAILED`, `CANCELLED` or `SKIPPED` by the group's policy, with the id of the root
 * cause: the first task up the graph that made it impossible.
 * Returns the flags to resolve, of those that this call ended: the cascade is the resolver's own loop. Emits: settled (through the caller).
 */
export async function settleImpossible(store: Store, judged: readonly JudgedTask[]): Promise<Flagged[]> {
  const flagged: Flagged[] = []
  for (const chunk of inChunks(judged)) {
    const tasks: Stuck[] = await store.tasks
      .find({ _id: { $in: chunk.map(({ _id }) => _id) }, state: 'CREATED', reset: { $exists: false } })
      .project<Stuck>({ name: 1, dagId: 1, revision: 1, dependencies: 1, groups: 1, 'growths.id': 1 })
      .toArray()
    const upstream = await readUpstream(store, tasks)
    const flag = store.unique()
    const writes = tasks.flatMap((task) => endWrite(task, upstream, flag))
    if (writes.length === 0) continue
    await reach('resolve.flip')
    const { modifiedCount } = await store.tasks.bulkWrite(
      writes.map(({ write }) => write),
      { ordered: false },
    )
    const ended = writes.map(({ id, end }): Flagged => ({ id, flag, kind: 'unresolved', end }))
    const areAll = modifiedCount === writes.length
    flagged.push(
      ...(areAll
        ? ended
        : await readFlagged(
            store,
            chunk.map(({ _id }) => _id),
            flag,
          )),
    )
  }
  return flagged
}

async function readUpstream(store: Store, tasks: readonly Stuck[]): Promise<Map<string, Upstream>> {
  const ids = new Set(tasks.flatMap(({ dependencies }) => dependencies.map(({ id }) => id)))
  const upstream = new Map<string, Upstream>()
  for (const chunk of inChunks([...ids])) {
    const found = store.tasks
      .find({ _id: { $in: chunk } })
      .project<Upstream>({ state: 1, name: 1, rootCause: 1 })
    for await (const task of found) upstream.set(task._id, task)
  }
  return upstream
}

interface EndWrite {
  readonly id: string
  readonly end: TaskEnd
  readonly write: AnyBulkWriteOperation<TaskDocument>
}

function endWrite(task: Stuck, upstream: ReadonlyMap<string, Upstream>, flag: string): EndWrite[] {
  const standings = new Map([...upstream].map(([id, { state }]) => [id, standingOf(state)]))
  const decisive = decisiveGroup(task.groups, ({ name }) => tallyOf(task, name, standings))
  if (decisive === undefined) return []
  const { end } = decisive
  const culprit = findCulprit(task, decisive, upstream)
  const set = {
    rootCause: upstream.get(culprit)?.rootCause ?? culprit,
    error: upstreamError(decisive, culprit, upstream.get(culprit)),
  }
  const name = transitionTo[end]
  const filter = { _id: task._id, ...whereFrom(name), revision: task.revision }
  return [
    {
      id: task._id,
      end: { state: end, name: task.name, dagId: task.dagId, hasGrown: (task.growths ?? []).length > 0 },
      write: { updateOne: { filter, update: transitionUpdate(name, { set, flag }) } },
    },
  ]
}

/** The first dependency, in the order of declaration, that explains the end. */
function findCulprit(
  task: Stuck,
  { group, end }: { readonly group: StoredGroup; readonly end: UpstreamEnd },
  upstream: ReadonlyMap<string, Upstream>,
): string {
  const ofGroup = task.dependencies.filter((dependency) => dependency.group === group.name)
  const culprit = ofGroup.find(({ id }) => explainsEnd(standingOf(upstream.get(id)?.state), group, end))
  return culprit?.id ?? ofGroup[0]?.id ?? task._id
}

const happened = {
  FINISHED: 'finished',
  FAILED: 'failed',
  EXPIRED: 'expired',
  CANCELLED: 'was cancelled',
  SKIPPED: 'was skipped',
  MISSING: 'does not exist any more',
  WAITING: 'has not settled',
} as const

/** How the error of each end is called. */
const errorOf = {
  FAILED: { code: 'UPSTREAM_FAILED', name: 'UpstreamFailed' },
  CANCELLED: { code: 'UPSTREAM_CANCELLED', name: 'UpstreamCancelled' },
  SKIPPED: { code: 'UPSTREAM_SKIPPED', name: 'UpstreamSkipped' },
} as const satisfies Record<UpstreamEnd, object>

function upstreamError(
  { group, end }: { readonly group: StoredGroup; readonly end: UpstreamEnd },
  culprit: string,
  upstream: Upstream | undefined,
): StoredError {
  const which = upstream === undefined ? culprit : `\`${upstream.name}\` (${culprit})`
  const subject = isAddedGroup(group.name)
    ? 'What a dependency was extended by'
    : `Dependency \`${group.name}\``
  const need = group.need === group.count ? '' : ` and ${group.need} of ${group.count} were needed`
  return {
    ...errorOf[end],
    message: `${subject} cannot be satisfied: ${which} ${happened[standingOf(upstream?.state)]}${need}.`,
  }
}
