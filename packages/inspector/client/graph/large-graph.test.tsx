import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { openGraph } from './testing/open-graph.tsx'
import { sampleGraph } from './testing/sample-graph.ts'
import { pipeline } from './testing/shapes.ts'

const version = () => Number(document.querySelector('[data-graph-ready]')?.getAttribute('data-graph-ready'))

test('a graph of more than 20,000 tasks opens folded, says so, and shows all of them when asked', async () => {
  const large = sampleGraph(pipeline(20_500), { now: Date.now() })
  const { router } = await openGraph(() => large)
  const showAll = page.getByRole('button', { name: 'Show all 20,500' })
  await expect.element(showAll).toBeVisible()
  await expect.poll(version).toBe(1)
  await showAll.click()
  await expect.poll(() => router.state.location.search).toMatchObject({ group: 'none' })
  await expect.poll(version).toBe(2)
  await expect.element(showAll).not.toBeInTheDocument()
})
