import { expect, test } from '../support/inspected.ts'
import { Download, gallery } from '../support/shop.ts'

test('what is done in one tab is seen in the other', async ({ context, inspected: { loom, url } }) => {
  const { taskIds } = await loom.push(Download({ url: 'https://example.com/a' }))
  const [one, other] = [await context.newPage(), await context.newPage()]
  await Promise.all([one.goto(`${url}tasks/${taskIds[0]}`), other.goto(`${url}tasks`)])
  await expect(other.getByRole('row').filter({ hasText: 'Ready' })).toHaveCount(1)
  await one.getByRole('toolbar', { name: 'Actions' }).getByRole('button', { name: 'Cancel' }).click()
  await one.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await expect(other.getByRole('row').filter({ hasText: 'Cancelled' })).toHaveCount(1)
})

// 320 px is also what 1,280 px are at a zoom of 400 %.
for (const width of [320, 1280]) {
  test(`no page scrolls sideways at ${width} px`, async ({ page, inspected: { loom, url } }) => {
    const dag = await loom.push(gallery('june', 4).page)
    await page.setViewportSize({ width, height: 640 })
    const paths = [
      '',
      'dags',
      `dags/${dag.id}/tasks`,
      'tasks',
      `tasks/${dag.taskIds[0]}`,
      'types',
      'workers',
      'health',
    ]
    for (const path of paths) {
      await page.goto(url + path)
      await expect(page.getByRole('heading').first()).toBeVisible()
      await page.waitForLoadState('networkidle').catch(() => undefined)
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(overflow, `/${path} is wider than the window`).toBeLessThanOrEqual(0)
    }
  })
}

test('priorities and the time to expiry are shown right', async ({ page, inspected: { loom, url } }) => {
  const { taskIds } = await loom.push([
    Download({ url: 'https://example.com/a' }, { priority: 3, expiresIn: '90s' }),
    Download({ url: 'https://example.com/b' }, { priority: 1, expiresIn: '2d' }),
  ])
  await page.goto(`${url}tasks/${taskIds[0]}`)
  await expect(page.getByText(/high/i).first()).toBeVisible()
  await expect(page.getByText(/expires in (1 min|8\d s|90 s|1:2\d|1 m)/i).first()).toBeVisible()
  await page.goto(`${url}tasks/${taskIds[1]}`)
  await expect(page.getByText(/low/i).first()).toBeVisible()
  await expect(page.getByText(/expires in (1 d|2 d|47 h)/i).first()).toBeVisible()
})
