import type { EdgeKind } from '../../../shared/graph-columns.ts'
import { readTaskGraph, type TaskGraph } from '../model/task-graph.ts'
import { encodeGraph, type GraphTask } from './encode-graph.ts'

export interface SmallTask extends Partial<Omit<GraphTask, 'id' | 'groups'>> {
  /** Ids of what it needs, all of them, unless `group` says otherwise. */
  readonly needs?: readonly string[]
  readonly group?: Partial<EdgeKind>
}

/** A graph written out by hand: tasks by id. */
export function smallGraph(tasks: Readonly<Record<string, SmallTask>>): TaskGraph {
  return readTaskGraph(
    encodeGraph({
      dagId: 'small',
      topology: Object.keys(tasks).join(),
      isCut: false,
      tasks: Object.entries(tasks).map(([id, task]) => taskOf(id, task)),
    }),
  )
}

function taskOf(id: string, { needs = [], group, ...task }: SmallTask): GraphTask {
  const all = { name: 'needs', kind: 'many', need: needs.length, on: 'success', optional: false } as const
  return {
    id,
    name: id,
    view: 'ready',
    priority: 2,
    attempt: 1,
    createdAt: 0,
    ...task,
    groups: needs.length === 0 ? [] : [{ ...all, ...group, sources: needs }],
  }
}

/** The ids of marked tasks. */
export function marked(graph: TaskGraph, marks: Uint8Array): string[] {
  return graph.ids.filter((_, task) => marks[task] === 1)
}
