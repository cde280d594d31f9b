import { groupBy } from '../model/group-by.ts'
import type { ShownGraph } from '../model/shown-graph.ts'
import type { TaskGraph } from '../model/task-graph.ts'
import { hidden, type Look } from '../scene/look.ts'

/** A row of the outline: a definition with its tasks, or one task. */
export type OutlineRow =
  | {
      readonly kind: 'type'
      readonly name: number
      readonly tasks: readonly number[]
      readonly isOpen: boolean
    }
  | {
      readonly kind: 'task'
      readonly task: number
      readonly name: number
      readonly place: number
      readonly of: number
    }

export interface OutlineInput {
  readonly graph: TaskGraph
  readonly shown: ShownGraph
  readonly look: Look
  /** The names that are folded. */
  readonly closed: ReadonlySet<number>
}

/** The tasks that are not hidden, by definition. Tasks that a query or a question leaves dim are left out. */
export function outlineRows({ graph, shown, look, closed }: OutlineInput): OutlineRow[] {
  const answered = look.hits.length > 0 ? new Set(look.hits) : undefined
  const isListed = (task: number): boolean => {
    const node = shown.nodeOf[task]!
    return node !== -1 && look.visibility[node] !== hidden && (answered === undefined || answered.has(task))
  }
  const groups = groupBy(graph.ids.keys(), (task) => (isListed(task) ? graph.nameOf[task] : undefined))
  const names = [...groups.keys()].toSorted((one, other) =>
    (graph.names[one] ?? '').localeCompare(graph.names[other] ?? ''),
  )
  const rows: OutlineRow[] = []
  for (const name of names) {
    const tasks = groups.get(name)!
    const isOpen = !closed.has(name)
    rows.push({ kind: 'type', name, tasks, isOpen })
    if (!isOpen) continue
    tasks.forEach((task, at) => rows.push({ kind: 'task', task, name, place: at + 1, of: tasks.length }))
  }
  return rows
}
