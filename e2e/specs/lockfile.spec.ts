import { expect, test } from '../support/inspected.ts'
import { workspaceGraph } from '../support/workspace-graph.ts'

test('the graph of the lockfile of this workspace is drawn whole, and a task of it is found', async ({
  page,
  inspected: { loom, url },
}) => {
  const { node, size } = await workspaceGraph()
  const dag = await loom.push(node)
  expect(dag.taskIds).toHaveLength(size)
  await page.goto(`${url}dags/${dag.id}/graph`)
  const graph = page.locator('[data-graph-ready]')
  await expect(graph).toBeVisible()
  await page.getByRole('combobox', { name: 'Search in the graph' }).fill('state:ready')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/q=state/)
  await page.reload()
  await expect(graph).toBeVisible()
  await expect(page).toHaveURL(/q=state/)
})
