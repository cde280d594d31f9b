import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import type axe from 'axe-core'

import { expect, test } from '../support/inspected.ts'
import { gallery } from '../support/shop.ts'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any page, ${colorScheme}`, async ({ page, inspected: { loom, url } }) => {
    const dag = await loom.push(gallery('june', 3).page)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const task = dag.taskIds[0]
    const ofDag = ['graph', 'timeline', 'tasks'].map((tab) => `dags/${dag.id}/${tab}`)
    for (const path of ['', 'dags', ...ofDag, 'tasks', `tasks/${task}`, 'types', 'workers', 'health']) {
      await page.goto(url + path)
      await expect(page.getByRole('heading').first()).toBeVisible()
      // Evaluated, not loaded: the policy of the page allows no script of others.
      await page.evaluate(source)
      const found = await page.evaluate(async () => {
        const { violations } = await (window as unknown as { axe: typeof axe }).axe.run()
        return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)
      })
      expect(found, `/${path}`).toEqual([])
    }
  })
}
