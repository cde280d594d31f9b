import type { Locator, Page } from '@playwright/test'
import { DoNotRetry, type Loom } from '@taskloom/sdk'

import { violationsOn } from '../support/axe.ts'
import { expect, test } from '../support/inspected.ts'
import { openPage } from '../support/open-page.ts'
import { Download, gallery } from '../support/shop.ts'

const words = ['Blocked', 'Failed', 'Failed upstream', 'Finished', 'Ready']

test.use({ viewport: { width: 1_280, height: 900 } })

test('in forced colours axe finds nothing, and states are told by glyph and word', async ({
  page,
  inspected: { loom, url },
}) => {
  const id = await pushInFiveStates(loom)
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
  const ink = await inkOfSystem(page)
  const pages = [
    { path: '', places: page.getByRole('region', { name: 'Tasks by state' }).getByRole('link') },
    { path: 'tasks', places: page.getByRole('grid').getByRole('row') },
    { path: `dags/${id}/graph`, places: page.locator('[id^=graph-card-]') },
  ]
  for (const { path, places } of pages) {
    await openPage(page, url + path)
    await expect.poll(async () => Object.keys(await glyphsByWord(places)).toSorted(), path).toEqual(words)
    const glyphs = Object.values(await glyphsByWord(places))
    expect(new Set(glyphs.map(({ shape }) => shape)).size, 'each state has a shape of its own').toBe(
      words.length,
    )
    expect(glyphs.map(({ stroke }) => stroke)).toEqual(words.map(() => ink))
    expect(await violationsOn(page), `/${path}`).toEqual([])
  }
})

test('the canvas of the graph takes on forced colours, near by and far away', async ({
  page,
  inspected: { loom, url },
}) => {
  const id = await pushInFiveStates(loom)
  await openPage(page, `${url}dags/${id}/graph`)
  await expect.poll(() => paintedColours(page)).not.toEqual([])
  const plain = await paintedColours(page)

  await page.emulateMedia({ forcedColors: 'active' })
  const ink = await inkOfSystem(page)
  await expect.poll(() => paintedColours(page)).toEqual([ink])
  expect(plain).not.toContain(ink)

  // So far away that tasks are dots.
  await openPage(page, `${url}dags/${id}/graph?v=400,200,0.05`)
  await expect(page.locator('.react-flow')).toHaveAttribute('data-level', 'dot')
  await expect.poll(() => paintedColours(page)).toEqual([ink])
})

/** Two galleries in one DAG: the download of one has failed, that of the other has finished. Returns its id. */
async function pushInFiveStates(loom: Loom): Promise<string> {
  const dag = await loom.push([gallery('june', 2).page, gallery('july', 3).page])
  for (let task = await loom.pop(Download); task !== null; task = await loom.pop(Download)) {
    if (task.payload.url.includes('june')) await task.fail(new DoNotRetry('the mirror is away'))
    else await task.finish({ path: 'july.png' })
  }
  return dag.id
}

/** The glyph beside the word of each state, in places that show a state each. */
async function glyphsByWord(
  places: Locator,
): Promise<Record<string, { readonly shape: string; readonly stroke: string }>> {
  return places.evaluateAll(
    (all, words) => {
      const told = all.flatMap((place) => {
        const path = place.querySelector('svg[data-state] path')
        const word = words.findLast((word) =>
          new RegExp(`\\b${word}\\b`).test((place as HTMLElement).innerText),
        )
        if (path === null || word === undefined) return []
        return [
          [word, { shape: path.getAttribute('d') ?? '', stroke: getComputedStyle(path).stroke }] as const,
        ]
      })
      return Object.fromEntries(told)
    },
    words.toSorted((one, other) => one.length - other.length),
  )
}

/** The colour of text that the system forces, as `rgb(…)`. */
async function inkOfSystem(page: Page): Promise<string> {
  return page.evaluate(() => {
    const probe = document.createElement('span')
    probe.style.setProperty('forced-color-adjust', 'none')
    probe.style.color = 'CanvasText'
    document.body.append(probe)
    const { color } = getComputedStyle(probe)
    probe.remove()
    return color
  })
}

/** The colours that cover more than a few dots of the canvas of the graph, as `rgb(…)`, whatever their opacity. */
async function paintedColours(page: Page): Promise<string[]> {
  return page
    .locator('.react-flow > canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const { width, height } = canvas
      const dots = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? []
      const counts = new Map<string, number>()
      for (let at = 0; at < dots.length; at += 4) {
        // What is hardly there has lost its colour by rounding.
        if ((dots[at + 3] ?? 0) < 100) continue
        const colour = `rgb(${dots[at]}, ${dots[at + 1]}, ${dots[at + 2]})`
        counts.set(colour, (counts.get(colour) ?? 0) + 1)
      }
      return [...counts].filter(([, count]) => count > 5).map(([colour]) => colour)
    })
}
