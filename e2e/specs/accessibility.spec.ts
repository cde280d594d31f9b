import { violationsOn } from '../support/axe.ts'
import { expect, test } from '../support/inspected.ts'
import { everyPath, openPage } from '../support/open-page.ts'
import { gallery } from '../support/shop.ts'

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any page, ${colorScheme}`, async ({ page, inspected: { loom, url } }) => {
    const dag = await loom.push(gallery('june', 3).page)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const path of everyPath(dag)) {
      await openPage(page, url + path)
      expect(await violationsOn(page), `/${path}`).toEqual([])
    }
  })
}
