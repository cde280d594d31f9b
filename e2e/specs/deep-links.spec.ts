import type { Page } from '@playwright/test'

import { expect, test } from '../support/inspected.ts'
import { Download, gallery } from '../support/shop.ts'

test('a deep link, a reload and the way back keep filter, sort and selection', async ({
  page,
  inspected,
}) => {
  const { loom, url } = inspected
  const { source, images, page: whole } = gallery('june', 5)
  await loom.push(whole)
  const link = `${url}tasks?q=type%3Aresize&sort=updated&task=${images[2]?.id}`
  await page.goto(link)
  const rows = page.getByRole('grid').getByRole('row').filter({ hasText: 'resize' })
  const panel = page.getByRole('complementary', { name: /^Task/ })
  const oldestFirst = images.map(({ id }) => id.slice(-8))
  const expectAsLinked = async (): Promise<void> => {
    await expect(rows).toContainText(oldestFirst)
    await expect(panel.getByRole('heading', { name: 'resize' })).toBeVisible()
    expect(searchOf(page)).toMatchObject({ q: 'type:resize', sort: 'updated', task: images[2]?.id })
  }
  await expectAsLinked()

  await page.reload()
  await expectAsLinked()

  await panel.getByRole('tab', { name: 'Dependencies' }).click()
  const known = panel.getByRole('link', { name: `download …${source.id.slice(-8)}`, exact: true })
  await known.click()
  await expect(page.getByRole('heading', { level: 1, name: 'download' })).toBeVisible()
  await page.goBack()
  await expectAsLinked()
})

test('a deep link to a graph, a reload and the way back keep all of its view', async ({
  page,
  inspected,
}) => {
  const { loom, url } = inspected
  const { source, images, page: whole } = gallery('june', 3)
  const dag = await loom.push(whole)
  await (await loom.pop(Download))?.finish({ path: 'june.png' })
  const asked = { v: '60,-20,0.7', hide: 'finished', direction: 'down', task: images[1]?.id ?? '' }
  await page.setViewportSize({ width: 1_600, height: 900 })
  const card = ({ id }: { readonly id: string }) => page.locator(`#graph-card-${id}`)
  const expectAsLinked = async (): Promise<void> => {
    await expect(page.locator('[data-graph-ready]')).toBeVisible()
    await expect(page.locator('.react-flow__viewport')).toHaveCSS(
      'transform',
      'matrix(0.7, 0, 0, 0.7, 60, -20)',
    )
    for (const image of images) await expect(card(image)).toBeVisible()
    await expect(card(source), 'what is finished is hidden').toHaveCount(0)
    const [above, below] = [await card(images[0] ?? whole).boundingBox(), await card(whole).boundingBox()]
    expect(below?.y, 'it goes downwards').toBeGreaterThan((above?.y ?? 0) + (above?.height ?? 0))
    const panel = page.getByRole('complementary', { name: 'Task' })
    await expect(panel.getByText(asked.task.slice(-8)).first()).toBeVisible()
    expect(searchOf(page)).toEqual(asked)
  }
  await page.goto(`${url}dags/${dag.id}/graph?${new URLSearchParams(asked)}`)
  await expectAsLinked()

  await page.reload()
  await expectAsLinked()

  await page
    .getByRole('navigation', { name: 'Views of the DAG' })
    .getByRole('link', { name: 'Tasks' })
    .click()
  await expect(page.getByRole('grid')).toBeVisible()
  await page.goBack()
  await expectAsLinked()
})

test('an address that names nothing says so', async ({ page, inspected: { url } }) => {
  await page.goto(`${url}tasks/000000000000000000000000`)
  await expect(page.getByText(/no task/i).first()).toBeVisible()
  await page.goto(`${url}no-such-page`)
  await expect(page.getByText('There is no such page')).toBeVisible()
})

function searchOf(page: Page): Record<string, string> {
  return Object.fromEntries(new URL(page.url()).searchParams)
}
