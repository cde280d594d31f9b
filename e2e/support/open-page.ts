import { expect, type Page } from '@playwright/test'

interface PushedDag {
  readonly id: string
  readonly taskIds: readonly string[]
}

/** The path of every page of the inspector, behind its address. */
export function everyPath({ id, taskIds }: PushedDag): string[] {
  const ofDag = ['graph', 'timeline', 'events', 'tasks'].map((tab) => `dags/${id}/${tab}`)
  return ['', 'dags', ...ofDag, 'tasks', `tasks/${taskIds[0]}`, 'types', 'workers', 'health', 'snapshot']
}

/** Opens a page of the inspector, and waits until nothing on it is being fetched, read or laid out any more. */
export async function openPage(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await expect(page.getByRole('heading').first()).toBeVisible()
  if (/\/graph(?:\?|$)/.test(address)) await expect(page.locator('[data-graph-ready]')).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: / being (fetched|read|laid out)$/ })).toHaveCount(0)
}
