import type { Inspection, Page, TaskRow, TaskSelection, TaskSort } from '@taskloom/sdk/inspect'

/** How many tasks are read at once: as many as a page of the list may have. */
const pageSize = 200

interface Listed {
  readonly selection: TaskSelection
  readonly sort: TaskSort | undefined
}

/**
 * A whole list, page by page, each a question of its own that walks an index: there is no cursor that could time
 * out half-way, and the database rests while the reader does. No task comes twice.
 */
export async function* listTasks(inspection: Inspection, listed: Listed): AsyncGenerator<TaskRow[]> {
  const selection = untilNow(listed, inspection.now())
  // A lease that is renewed goes behind what was read: in its order, a task would come again and again.
  const sort = listed.sort?.endsWith('lease') === true ? '-updated' : listed.sort
  let cursor: string | undefined
  do {
    const page: Page<TaskRow> = await inspection.tasks({
      selection,
      limit: pageSize,
      ...(sort === undefined ? {} : { sort }),
      ...(cursor === undefined ? {} : { cursor }),
    })
    yield page.items
    cursor = page.next
  } while (cursor !== undefined)
}

/** Where changed or new tasks go to the end of a list, it would have no end: it ends with this moment. */
function untilNow({ selection, sort }: Listed, now: number): TaskSelection {
  if (sort !== 'updated' && sort !== 'created') return selection
  const { from, to = now } = selection[sort] ?? {}
  return { ...selection, [sort]: { ...(from === undefined ? {} : { from }), to: Math.min(to, now) } }
}
