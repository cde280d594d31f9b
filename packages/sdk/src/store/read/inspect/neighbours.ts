import type { TaskDocument } from '../../../document/task-document.ts'
import { whereVisible } from '../../../document/transitions.ts'
import { inChunks } from '../../chunks.ts'
import { readTaskRows } from './read-rows.ts'
import type { Reader } from './reader.ts'
import { rowFields, toTaskRow, type RowDocument } from './task-row.ts'
import type { CappedCount, DependentNeighbour, GroupRule, Neighbours } from './task-shapes.ts'

/** More tasks than this are no neighbourhood. */
const tasksAtMost = 500

type Edges = Pick<TaskDocument, '_id'> & {
  readonly dependencies: readonly Pick<TaskDocument['dependencies'][number], 'id' | 'group'>[]
}

/** Reads what is up to so many hops up and down from a task, with the edges between them. */
export async function readNeighbours(
  reader: Reader,
  id: string,
  hops: { readonly up: number; readonly down: number },
): Promise<Neighbours | undefined> {
  if ((await readTaskRows(reader, [id])).length === 0) return undefined
  const found = new Set([id])
  await spread(found, { id, hops: hops.up }, (layer) => dependenciesOf(reader, layer))
  await spread(found, { id, hops: hops.down }, (layer) => dependentsOf(reader, layer))
  const tasks = await readTaskRows(reader, [...found])
  return {
    tasks,
    edges: await edgesBetween(
      reader,
      tasks.map((task) => task.id),
    ),
  }
}

async function spread(
  found: Set<string>,
  { id, hops }: { readonly id: string; readonly hops: number },
  next: (layer: readonly string[]) => Promise<readonly string[]>,
): Promise<void> {
  let layer: readonly string[] = [id]
  for (let hop = 0; hop < hops && layer.length > 0; hop += 1) {
    const fresh = (await next(layer)).filter((each) => !found.has(each))
    layer = [...new Set(fresh)].slice(0, Math.max(0, tasksAtMost - found.size))
    for (const each of layer) found.add(each)
  }
}

async function readEdges({ store, options }: Reader, ids: readonly string[]): Promise<Edges[]> {
  const edges: Edges[] = []
  for (const chunk of inChunks(ids))
    edges.push(
      ...(await store.tasks
        .find({ _id: { $in: chunk }, ...whereVisible }, options)
        .project<Edges>({ 'dependencies.id': 1, 'dependencies.group': 1 })
        .toArray()),
    )
  return edges
}

async function dependenciesOf(reader: Reader, ids: readonly string[]): Promise<string[]> {
  const edges = await readEdges(reader, ids)
  return edges.flatMap(({ dependencies }) => dependencies.map(({ id }) => id))
}

async function dependentsOf({ store, options }: Reader, ids: readonly string[]): Promise<string[]> {
  const dependents: string[] = []
  for (const chunk of inChunks(ids)) {
    const found = await store.tasks
      .find({ 'dependencies.id': { $in: chunk }, ...whereVisible }, options)
      .project<Pick<TaskDocument, '_id'>>({ _id: 1 })
      .limit(tasksAtMost)
      .toArray()
    dependents.push(...found.map(({ _id }) => _id))
  }
  return dependents
}

async function edgesBetween(reader: Reader, ids: readonly string[]): Promise<[string, string][]> {
  const shown = new Set(ids)
  const pairs = (await readEdges(reader, ids)).flatMap(({ _id, dependencies }) =>
    [...new Set(dependencies.map(({ id }) => id))]
      .filter((id) => shown.has(id))
      .map((id): [string, string] => [id, _id]),
  )
  return pairs
}

interface Rules {
  readonly groups: readonly (GroupRule & { readonly name: string })[]
}

/** How many dependents are shown, and counted, with a task. */
const dependentsShown = 50
const dependentsCounted = 1_000

/** Reads the first dependents of a task, and how many there are. */
export async function readDependents(
  reader: Reader,
  id: string,
): Promise<{ readonly dependents: DependentNeighbour[]; readonly total: CappedCount }> {
  const { store, options } = reader
  const where = { 'dependencies.id': id, ...whereVisible }
  const [found, count, pausedNames] = await Promise.all([
    store.tasks
      .find(where, options)
      .project<RowDocument & Edges & Rules>({
        ...rowFields,
        'dependencies.id': 1,
        'dependencies.group': 1,
        'groups.name': 1,
        'groups.kind': 1,
        'groups.on': 1,
        'groups.optional': 1,
      })
      .limit(dependentsShown)
      .toArray(),
    store.tasks.countDocuments(where, { ...options, limit: dependentsCounted + 1 }),
    reader.pausedNames(),
  ])
  return {
    dependents: found.map((task) => toDependent(id, task, pausedNames)),
    total: { count: Math.min(count, dependentsCounted), isCapped: count > dependentsCounted },
  }
}

/** A dependent with the group that the task is in, the first of several. */
function toDependent(
  id: string,
  dependent: RowDocument & Edges & Rules,
  pausedNames: ReadonlySet<string>,
): DependentNeighbour {
  const group = dependent.dependencies.find((dependency) => dependency.id === id)?.group ?? ''
  const { kind, on, optional } = dependent.groups.find(({ name }) => name === group) ?? noRule
  return { id: dependent._id, group, rule: { kind, on, optional }, task: toTaskRow(dependent, pausedNames) }
}

/** For a dependent that let go of the task while it was read. */
const noRule: GroupRule = { kind: 'one', on: 'settled', optional: true }
