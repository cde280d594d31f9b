import { expect, test } from '../support/inspected.ts'
import { gallery } from '../support/shop.ts'

test('a deep link, a reload and the way back keep filter, sort and selection', async ({
  page,
  inspected,
}) => {
  const { loom, url } = inspected
  const { source, images, page: whole } = gallery('june', 5)
  await loom.push(whole)
  const link = `${url}tasks?q=type%3Aresize&task=${images[2]?.id}`
  await page.goto(link)
  const rows = page.getByRole('grid').getByRole('row').filter({ hasText: 'resize' })
  const panel = page.getByRole('complementary', { name: /^Task/ })
  await expect(rows).toHaveCount(5)
  await expect(panel.getByRole('heading', { name: 'resize' })).toBeVisible()

  await page.reload()
  await expect(rows).toHaveCount(5)
  await expect(panel.getByRole('heading', { name: 'resize' })).toBeVisible()

  await panel.getByRole('tab', { name: 'Dependencies' }).click()
  await panel.getByRole('link', { name: new RegExp(source.id.slice(-8)) }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'download' })).toBeVisible()
  await page.goBack()
  await expect(rows).toHaveCount(5)
  await expect(panel.getByRole('heading', { name: 'resize' })).toBeVisible()
  expect(new URL(page.url()).searchParams.get('q')).toBe('type:resize')
})

test('an address that names nothing says so', async ({ page, inspected: { url } }) => {
  await page.goto(`${url}tasks/000000000000000000000000`)
  await expect(page.getByText(/no task/i).first()).toBeVisible()
  await page.goto(`${url}no-such-page`)
  await expect(page.getByText('There is no such page')).toBeVisible()
})
