import type { Inspection, TaskRow } from '@taskloom/sdk/inspect'
import { expect } from 'vitest'

/** Walks a list to its end, and back again. */
export async function walkList(
  inspection: Inspection,
  query: Parameters<Inspection['tasks']>[0],
): Promise<{ there: TaskRow[]; back: TaskRow[] }> {
  let page = await inspection.tasks(query)
  expect(page.previous).toBeUndefined()
  const there = [...page.items]
  while (page.next !== undefined) {
    page = await inspection.tasks({ ...query, cursor: page.next })
    there.push(...page.items)
  }
  const back = [...page.items]
  while (page.previous !== undefined) {
    page = await inspection.tasks({ ...query, cursor: page.previous })
    back.unshift(...page.items)
  }
  return { there, back }
}
