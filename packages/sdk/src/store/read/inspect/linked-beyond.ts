import type { TaskDocument } from '../../../document/task-document.ts'

/** A task, and the ids of what it depends on. */
export type Links = Pick<TaskDocument, '_id'> & {
  readonly dependencies: readonly Pick<TaskDocument['dependencies'][number], 'id'>[]
}

/** What these tasks depend on that is not among them, each id once. */
export function linkedBeyond(tasks: readonly Links[]): string[] {
  const own = new Set(tasks.map(({ _id }) => _id))
  const ids = new Set(tasks.flatMap(({ dependencies }) => dependencies.map(({ id }) => id)))
  return [...ids].filter((id) => !own.has(id))
}
