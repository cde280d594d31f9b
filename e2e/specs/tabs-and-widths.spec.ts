import type { Page } from '@playwright/test'

import { expect, test } from '../support/inspected.ts'
import { everyPath, openPage } from '../support/open-page.ts'
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

/** At a zoom of 400 %, 1,280 px by 1,024 px are 320 px by 256 px, each of four times four dots. */
const windows = [
  { name: '320 px', viewport: { width: 320, height: 640 }, dots: 1 },
  { name: '1,280 px', viewport: { width: 1_280, height: 640 }, dots: 1 },
  { name: '1,280 px and a zoom of 400 %', viewport: { width: 320, height: 256 }, dots: 4 },
] as const

for (const { name, viewport, dots } of windows) {
  test.describe(`at ${name}`, () => {
    test.use({ viewport, deviceScaleFactor: dots })

    test('no page scrolls sideways', async ({ page, inspected: { loom, url } }) => {
      const dag = await loom.push(gallery('june', 4).page)
      for (const path of everyPath(dag)) {
        await openPage(page, url + path)
        expect(await widerThanTheirRoom(page), `/${path}`).toEqual([])
      }
    })
  })
}

/** What scrolls sideways of the window and of the part of it that holds the page. */
async function widerThanTheirRoom(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('main')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ tagName, scrollWidth, clientWidth }) => `${tagName}: ${scrollWidth} px in ${clientWidth} px`),
  )
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
